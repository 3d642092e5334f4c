namespace Fairlead.Chat;

/// <summary>Keys of <c>AdditionalProperties</c>: on options they steer one request, on responses they tell what happened.</summary>
/// <remarks>Keys that begin with <c>fairlead.</c> are never sent upstream. <see cref="RouteOptions"/> is their typed form.</remarks>
public static class RoutingKeys
{
    /// <summary>What all keys begin with.</summary>
    public const string Prefix = "fairlead.";

    /// <summary>Request: routing tags; a string, comma-separated, or a list of strings.</summary>
    public const string Tags = "fairlead.tags";

    /// <summary>Request: deployment ids, provider model strings or group names not to use; a string, comma-separated, or a list.</summary>
    public const string Blocked = "fairlead.blocked";

    /// <summary>
    /// Request: groups to fall back to instead of the configured ones; a string, comma-separated, or a list of strings or of
    /// <see cref="Configuration.FallbackTarget"/>; in JSON, strings or objects with <c>model</c> and parameters; empty means none.
    /// </summary>
    public const string Fallbacks = "fairlead.fallbacks";

    /// <summary>Request: fallbacks for a prompt that is too long; a dictionary from group to a list of <see cref="Configuration.FallbackTarget"/>.</summary>
    public const string ContextWindowFallbacks = "fairlead.context_window_fallbacks";

    /// <summary>Request: fallbacks for a prompt that a content filter refused; a dictionary from group to a list of <see cref="Configuration.FallbackTarget"/>.</summary>
    public const string ContentPolicyFallbacks = "fairlead.content_policy_fallbacks";

    /// <summary>Request: region the deployment must be in; a string.</summary>
    public const string Region = "fairlead.region";

    /// <summary>Request: whom it is made for; a <see cref="Fairlead.Attempts.RouteCaller"/>.</summary>
    public const string OnBehalfOf = "fairlead.on_behalf_of";

    /// <summary>Request: keeps the request in its group; a boolean.</summary>
    public const string DisableFallbacks = "fairlead.disable_fallbacks";

    /// <summary>Request: the model names several, with commas, and the first to answer is wanted; a boolean.</summary>
    public const string FastestResponse = "fairlead.fastest_response";

    /// <summary>Request: false declines hedges, true asks for them; a boolean.</summary>
    public const string Hedge = "fairlead.hedge";

    /// <summary>Request: place among those who wait; a whole number, the lower the sooner.</summary>
    public const string Priority = "fairlead.priority";

    /// <summary>Request: retries instead of the configured number; a whole number.</summary>
    public const string NumRetries = "fairlead.num_retries";

    /// <summary>Request: time of each attempt up to its first content; a <see cref="TimeSpan"/>, or a number of seconds.</summary>
    public const string Timeout = "fairlead.timeout";

    /// <summary>Request: the same for streams; a <see cref="TimeSpan"/>, or a number of seconds.</summary>
    public const string StreamTimeout = "fairlead.stream_timeout";

    /// <summary>Request: time of the whole request up to the first content; a <see cref="TimeSpan"/>, or a number of seconds.</summary>
    public const string Deadline = "fairlead.deadline";

    /// <summary>Request: text to answer every attempt with, or an error by LiteLLM's name, instead of a call; a string.</summary>
    public const string MockResponse = "fairlead.mock_response";

    /// <summary>Request: every attempt takes all of its time and fails; a boolean.</summary>
    public const string MockTimeout = "fairlead.mock_timeout";

    /// <summary>Request: the first attempt fails with status 500, and the fallbacks follow; a boolean.</summary>
    public const string MockFallbacks = "fairlead.mock_testing_fallbacks";

    /// <summary>Request: the first attempt fails as too long a prompt does; a boolean.</summary>
    public const string MockContextFallbacks = "fairlead.mock_testing_context_fallbacks";

    /// <summary>Request: the first attempt fails as a refused prompt does; a boolean.</summary>
    public const string MockContentPolicyFallbacks = "fairlead.mock_testing_content_policy_fallbacks";

    /// <summary>Request: the first attempt fails with 429; a boolean.</summary>
    public const string MockRateLimit = "fairlead.mock_testing_rate_limit_error";

    /// <summary>Request: the caller's own credential, for deployments that allow one; a <see cref="Configuration.Secret"/>, or a string.</summary>
    public const string ApiKey = "fairlead.api_key";

    /// <summary>Request: a base URL out of those a deployment lists for callers; a string.</summary>
    public const string ApiBase = "fairlead.api_base";

    /// <summary>Request: the model is a deployment's id or its provider model string, even where a group has that name; a boolean.</summary>
    public const string SpecificDeployment = "fairlead.specific_deployment";

    /// <summary>Request: the session it belongs to, for <c>session_affinity</c>; a string.</summary>
    public const string Session = "fairlead.session";

    /// <summary>Request: who asks, by an opaque name, for <c>deployment_affinity</c>; a string.</summary>
    public const string Caller = "fairlead.caller";

    /// <summary>Response: id of the deployment that answered; a string.</summary>
    public const string DeploymentId = "fairlead.deployment_id";

    /// <summary>Response: group of the deployment that answered; another than the one asked for after a fallback; a string.</summary>
    public const string ModelGroup = "fairlead.model_group";

    /// <summary>Response: attempts made, 1 when the first one answered; an <see cref="int"/>.</summary>
    public const string Attempts = "fairlead.attempts";
}
