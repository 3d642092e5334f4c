using System.Text.Json;
using Fairlead.Costs;

namespace Fairlead.Configuration;

/// <summary><c>litellm_params</c> of one deployment.</summary>
public sealed record DeploymentParams
{
    /// <summary>Provider and model as the person wrote them, e.g. <c>openai/gpt-4o</c> or <c>gpt-4o</c> (<c>model</c>).</summary>
    public required string Model { get; init; }

    /// <summary>Provider named outright; wins over the prefix (<c>custom_llm_provider</c>).</summary>
    public string? CustomProvider { get; init; }

    /// <summary>Credential sent upstream (<c>api_key</c>).</summary>
    public Secret? ApiKey { get; init; }

    /// <summary>Base URL (<c>api_base</c> or <c>base_url</c>); unset means the provider's own.</summary>
    public string? ApiBase { get; init; }

    /// <summary>Azure's <c>api-version</c> (<c>api_version</c>).</summary>
    public string? ApiVersion { get; init; }

    /// <summary>OpenAI organisation header (<c>organization</c>).</summary>
    public string? Organization { get; init; }

    /// <summary>What callers may replace of the above (<c>configurable_clientside_auth_params</c>); unset means nothing.</summary>
    public ClientAuthParams? ClientAuth { get; init; }

    /// <summary>Makes the entry one that chooses a model for each request, instead of a deployment (<c>complexity_router_config</c>, <c>rules_router_config</c>).</summary>
    public AutoRouterConfig? AutoRouter { get; init; }

    /// <summary>Requests per minute: weight of simple-shuffle, and a limit where limits are enforced (<c>rpm</c>).</summary>
    public double? Rpm { get; init; }

    /// <summary>Tokens per minute: weight of simple-shuffle, and a limit where limits are enforced (<c>tpm</c>).</summary>
    public double? Tpm { get; init; }

    /// <summary>Input tokens per minute, cached ones aside: a limit where limits are enforced (<c>itpm</c>).</summary>
    public double? Itpm { get; init; }

    /// <summary>Output tokens per minute: a limit where limits are enforced (<c>otpm</c>).</summary>
    public double? Otpm { get; init; }

    /// <summary>Weight of the shuffle strategies; 0 drains the deployment (<c>weight</c>).</summary>
    public double? Weight { get; init; }

    /// <summary>Tier: the lowest is tried first (<c>order</c>).</summary>
    public int? Order { get; init; }

    /// <summary>Most calls at once (<c>max_parallel_requests</c>).</summary>
    public int? MaxParallelRequests { get; init; }

    /// <summary>US dollars it may spend within <see cref="BudgetDuration"/>; both are needed (<c>max_budget</c>).</summary>
    public double? MaxBudget { get; init; }

    /// <summary>Length of the budget's window, which starts with the first spend (<c>budget_duration</c>).</summary>
    public TimeSpan? BudgetDuration { get; init; }

    /// <summary>Time of an attempt up to its first content; a plain answer's first is its last (<c>timeout</c> or <c>request_timeout</c>).</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The same for streams (<c>stream_timeout</c>).</summary>
    public TimeSpan? StreamTimeout { get; init; }

    /// <summary>Retries for errors of this deployment (<c>num_retries</c>).</summary>
    public int? NumRetries { get; init; }

    /// <summary>How long it rests after a failure; zero means never (<c>cooldown_time</c>).</summary>
    public TimeSpan? CooldownTime { get; init; }

    /// <summary>Failures it may have in a minute before it rests, instead of the router's number; does not rest one that nobody can stand in for (<c>allowed_fails</c>).</summary>
    public int? AllowedFails { get; init; }

    /// <summary>The same by class of failure; a class named here rests it even where nobody can stand in for it (<c>allowed_fails_policy</c>).</summary>
    public AllowedFailsPolicy? AllowedFailsPolicy { get; init; }

    /// <summary>Routing tags (<c>tags</c>).</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Patterns that stand for tags: a client whose <c>User-Agent: …</c> one of them matches counts as tagged for it (<c>tag_regex</c>).</summary>
    public IReadOnlyList<string> TagRegex { get; init; } = [];

    /// <summary>May serve requests in the provider's own format (<c>use_in_pass_through</c>).</summary>
    public bool? UseInPassThrough { get; init; }

    /// <summary>Group that its requests are sent to as well, in the background, to throw the answers away; unset, the default, means none (<c>silent_model</c>).</summary>
    public string? SilentModel { get; init; }

    /// <summary>Share of its requests that are, from 0 to 1; unset means all (<c>silent_model_share</c>).</summary>
    public double? SilentModelShare { get; init; }

    /// <summary>Region (<c>region_name</c>).</summary>
    public string? RegionName { get; init; }

    /// <summary>Price of one input token in US dollars (<c>input_cost_per_token</c>); zero is a price.</summary>
    public double? InputCostPerToken { get; init; }

    /// <summary>Price of one output token in US dollars (<c>output_cost_per_token</c>); zero is a price.</summary>
    public double? OutputCostPerToken { get; init; }

    /// <summary>Price of one input token read from the provider's cache, in US dollars (<c>cache_read_input_token_cost</c>).</summary>
    public double? CacheReadInputTokenCost { get; init; }

    /// <summary>Price of one input token written to the provider's cache, in US dollars (<c>cache_creation_input_token_cost</c>).</summary>
    public double? CacheCreationInputTokenCost { get; init; }

    /// <summary>Prices of what is not paid by the token (<c>output_cost_per_image</c>, <c>input_cost_per_second</c>, <c>input_cost_per_character</c>, <c>input_cost_per_query</c> …).</summary>
    public UnitPrice? UnitPrices { get; init; }

    /// <summary>Canned answer or error instead of a call (<c>mock_response</c>).</summary>
    public string? MockResponse { get; init; }

    /// <summary>
    /// Parameters that have no place in the deployment's format are left out instead of refused with status 400 (<c>drop_params</c>); unset means what
    /// <see cref="GeneralSettings.DropParams"/> says. A request may say it itself.
    /// </summary>
    public bool? DropParams { get; init; }

    /// <summary>
    /// It is called by OpenAI's Responses API for every request (<c>use_responses_api</c>), chat requests translated; false for never. Unset, requests of that API
    /// go on as they are where the provider has it, and models that have nothing else (<c>mode: responses</c>) are called by it. The prefix <c>openai/responses/</c> says the same as true.
    /// </summary>
    public bool? UseResponsesApi { get; init; }

    /// <summary>Members of requests that are never sent to it (<c>additional_drop_params</c>): names, or paths as <c>tools[*].strict</c>.</summary>
    public IReadOnlyList<string> AdditionalDropParams { get; init; } = [];

    /// <summary>Headers added to every call (<c>extra_headers</c>).</summary>
    public IReadOnlyDictionary<string, string> ExtraHeaders { get; init; } = new Dictionary<string, string>();

    /// <summary>What the provider's client needs beyond a key and a URL (<c>aws_region_name</c>, <c>vertex_project</c> …), as written. May hold credentials; never part of a body.</summary>
    public IReadOnlyDictionary<string, JsonElement> ProviderSettings { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>
    /// Every other key, as written: body parameters a call gets when the request does not set them (<c>temperature</c> …),
    /// and the settings of the simulated provider.
    /// </summary>
    public IReadOnlyDictionary<string, JsonElement> Extra { get; init; } = new Dictionary<string, JsonElement>();
}
