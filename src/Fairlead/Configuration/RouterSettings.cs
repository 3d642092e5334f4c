namespace Fairlead.Configuration;

/// <summary><c>router_settings</c>: how requests are routed. Unset values take the defaults of <see cref="RouterDefaults"/>.</summary>
public sealed record RouterSettings
{
    /// <summary>Strategy, in any accepted spelling (<c>routing_strategy</c>).</summary>
    public string? RoutingStrategy { get; init; }

    /// <summary>Settings of the strategy (<c>routing_strategy_args</c>).</summary>
    public StrategyArgs StrategyArgs { get; init; } = new();

    /// <summary>Another strategy for single groups, by group name (<c>model_group_routing_strategy</c>, Fairlead's own key).</summary>
    public IReadOnlyDictionary<string, string> GroupStrategies { get; init; } = new Dictionary<string, string>();

    /// <summary>A strategy for each of several sets of models (<c>routing_groups</c>).</summary>
    public IReadOnlyList<RoutingGroup> RoutingGroups { get; init; } = [];

    /// <summary>Retries after the first attempt, for the whole request (<c>num_retries</c>).</summary>
    public int? NumRetries { get; init; }

    /// <summary>Retries by class of failure; these numbers come before <see cref="NumRetries"/> (<c>retry_policy</c>).</summary>
    public RetryPolicy? RetryPolicy { get; init; }

    /// <summary>Another retry policy for single groups, by group name, in place of the router's (<c>model_group_retry_policy</c>).</summary>
    public IReadOnlyDictionary<string, RetryPolicy> ModelGroupRetryPolicy { get; init; } = new Dictionary<string, RetryPolicy>();

    /// <summary>Most fallback groups tried for one request (<c>max_fallbacks</c>).</summary>
    public int? MaxFallbacks { get; init; }

    /// <summary>Time of each attempt up to its first content, where neither request nor deployment sets one (<c>timeout</c>).</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The same for streams; unset means <see cref="Timeout"/> (<c>stream_timeout</c>).</summary>
    public TimeSpan? StreamTimeout { get; init; }

    /// <summary>Time of the whole request up to its first content: no attempt and no wait goes on after it. Unset means none (<c>request_deadline</c>, Fairlead's own key).</summary>
    public TimeSpan? RequestDeadline { get; init; }

    /// <summary>Least wait before the same deployment is tried again (<c>retry_after</c>).</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Failures a deployment may have in a minute before it rests; unset means the share rule (<c>allowed_fails</c>).</summary>
    public int? AllowedFails { get; init; }

    /// <summary>The same by class of failure (<c>allowed_fails_policy</c>).</summary>
    public AllowedFailsPolicy? AllowedFailsPolicy { get; init; }

    /// <summary>How long a failing deployment rests (<c>cooldown_time</c>).</summary>
    public TimeSpan? CooldownTime { get; init; }

    /// <summary>Switches cooldowns off (<c>disable_cooldowns</c>).</summary>
    public bool? DisableCooldowns { get; init; }

    /// <summary>LiteLLM's list of checks (<c>optional_pre_call_checks</c>): limits, budgets and what ties a request to a deployment; others are reported.</summary>
    public IReadOnlyList<string> OptionalPreCallChecks { get; init; } = [];

    /// <summary>
    /// Makes <c>rpm</c>, <c>tpm</c>, <c>itpm</c> and <c>otpm</c> limits under every strategy (<c>enforce_model_rate_limits</c>, Fairlead's own key; the same as the
    /// check of that name, over which it wins).
    /// </summary>
    public bool? EnforceModelRateLimits { get; init; }

    /// <summary>Behaviours of LiteLLM that are kept although Fairlead's are better (<c>litellm_compatibility</c>, Fairlead's own key); none unless named.</summary>
    public IReadOnlyList<string> LiteLlmCompatibility { get; init; } = [];

    /// <summary>How many retries all requests together may make (<c>retry_budget</c>, Fairlead's own key); null for the defaults.</summary>
    public RetryBudgetSettings? RetryBudget { get; init; }

    /// <summary>A second attempt for requests whose first content is late (<c>hedging</c>, Fairlead's own key); null for none.</summary>
    public HedgingSettings? Hedging { get; init; }

    /// <summary>Other such settings for single groups, by group name (<c>model_group_hedging</c>, Fairlead's own key).</summary>
    public IReadOnlyDictionary<string, HedgingSettings> GroupHedging { get; init; } = new Dictionary<string, HedgingSettings>();
    /// <summary>What ties the requests of single groups to deployments, by group name, in the words of <see cref="OptionalPreCallChecks"/>, in place of those (<c>model_group_affinity_config</c>).</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> GroupAffinity { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>How long a tie lasts after the last request that followed it; unset means <see cref="RouterDefaults.AffinityTtl"/> (<c>deployment_affinity_ttl_seconds</c>).</summary>
    public TimeSpan? AffinityTtl { get; init; }

    /// <summary>
    /// A tie is not followed to a deployment whose calls under way are above this times one more than the mean; at least 1, unset means
    /// <see cref="RouterDefaults.AffinityLoadFactor"/> (<c>affinity_load_factor</c>, Fairlead's own key).
    /// </summary>
    public double? AffinityLoadFactor { get; init; }

    /// <summary>Most calls at once of deployments that set none (<c>default_max_parallel_requests</c>).</summary>
    public int? DefaultMaxParallelRequests { get; init; }

    /// <summary>
    /// It is learnt how many calls at once each deployment carries, from its times and its refusals, and more are not sent: others are asked, then requests wait. What is
    /// written as its <c>max_parallel_requests</c> remains the most. Unset means false (<c>adaptive_concurrency</c>, Fairlead's own key).
    /// </summary>
    public bool? AdaptiveConcurrency { get; init; }

    /// <summary>Priority of requests that bring none; set, requests wait their turn where all deployments are at their limit (<c>default_priority</c>).</summary>
    public int? DefaultPriority { get; init; }

    /// <summary>How requests wait where all deployments are at their limit (<c>admission</c>, Fairlead's own key); set, even empty, they do.</summary>
    public AdmissionSettings? Admission { get; init; }

    /// <summary>What may be spent at each provider, by its name (<c>provider_budget_config</c>).</summary>
    public IReadOnlyDictionary<string, BudgetConfig> ProviderBudgets { get; init; } = new Dictionary<string, BudgetConfig>();

    /// <summary>What may be spent on requests with a tag, by tag (<c>tag_budget_config</c>).</summary>
    public IReadOnlyDictionary<string, BudgetConfig> TagBudgets { get; init; } = new Dictionary<string, BudgetConfig>();

    /// <summary>Other groups to try, by group name (<c>fallbacks</c>); <c>*</c> stands for every group.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<FallbackTarget>> Fallbacks { get; init; } = new Dictionary<string, IReadOnlyList<FallbackTarget>>();

    /// <summary>Groups to try when a group has no list of its own (<c>default_fallbacks</c>).</summary>
    public IReadOnlyList<FallbackTarget> DefaultFallbacks { get; init; } = [];

    /// <summary>Groups to try when the prompt is too long (<c>context_window_fallbacks</c>).</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<FallbackTarget>> ContextWindowFallbacks { get; init; } = new Dictionary<string, IReadOnlyList<FallbackTarget>>();

    /// <summary>Groups to try when a content filter refused (<c>content_policy_fallbacks</c>).</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<FallbackTarget>> ContentPolicyFallbacks { get; init; } = new Dictionary<string, IReadOnlyList<FallbackTarget>>();

    /// <summary>Other names for groups (<c>model_group_alias</c>).</summary>
    public IReadOnlyDictionary<string, ModelAlias> ModelGroupAlias { get; init; } = new Dictionary<string, ModelAlias>();

    /// <summary>Routes by the request's tags (<c>enable_tag_filtering</c>).</summary>
    public bool? EnableTagFiltering { get; init; }

    /// <summary>One common tag is enough (true, the default), or all of the request's are asked for (<c>tag_filtering_match_any</c>).</summary>
    public bool? TagFilteringMatchAny { get; init; }

    /// <summary>What marks a tag as one to route by; it is taken off. Tags without it that no deployment has are then no routing tags (<c>tag_routing_prefix</c>).</summary>
    public string? TagRoutingPrefix { get; init; }

    /// <summary>Leaves out deployments whose context window is too small, or that are known not to be able to do what a request asks for (<c>enable_pre_call_checks</c>).</summary>
    public bool? EnablePreCallChecks { get; init; }

    /// <summary>Leaves out deployments that cannot be used, with a warning, where each would otherwise be an error (<c>ignore_invalid_deployments</c>).</summary>
    public bool? IgnoreInvalidDeployments { get; init; }

    /// <summary>Deployments that a background check found ill get no requests until one finds them well; default false (<c>enable_health_check_routing</c>).</summary>
    public bool? EnableHealthCheckRouting { get; init; }

    /// <summary>How long a background check's finding counts; default twice the interval (<c>health_check_staleness_threshold</c>).</summary>
    public TimeSpan? HealthCheckStaleness { get; init; }

    /// <summary>A rate limit or a timeout that a background check meets keeps nobody from serving; default false (<c>health_check_ignore_transient_errors</c>).</summary>
    public bool? HealthCheckIgnoreTransientErrors { get; init; }

    /// <summary>What every call gets where neither the request nor the deployment sets it; null for nothing (<c>default_litellm_params</c>).</summary>
    public DefaultCallParams? DefaultParams { get; init; }

    /// <summary>
    /// A model that nobody is configured for goes straight to the provider that its name tells, by prefix or family, with that provider's own host and the key of the
    /// environment. Default false: such a model is unknown (<c>router_general_settings.pass_through_all_models</c>).
    /// </summary>
    public bool? PassThroughAllModels { get; init; }
}

/// <summary>One entry of <c>model_group_alias</c>.</summary>
/// <param name="Group">The group meant.</param>
/// <param name="Hidden">Keeps the alias out of model listings.</param>
public sealed record ModelAlias(string Group, bool Hidden = false);

/// <summary><c>routing_strategy_args</c>.</summary>
public sealed record StrategyArgs
{
    /// <summary>Share above the lowest latency within which deployments count as equal; 0 is the default (<c>lowest_latency_buffer</c>).</summary>
    public double? LowestLatencyBuffer { get; init; }

    /// <summary>
    /// How much the price counts under <c>adaptive</c>; 0, the default, means not at all. At 1 the dearest member of a group counts as if it took twice as long
    /// as one that is free, at 4 five times (<c>price_weight</c>, Fairlead's own key).
    /// </summary>
    public double? PriceWeight { get; init; }

    /// <summary>
    /// How much it counts under <c>adaptive</c> that a deployment has read a prompt's beginning before, so that its cache may have it; 0, the default, means not at all. At 1 whoever has read
    /// all of it counts as twice as quick, at 4 as five times. Load and speed are weighed against it, unlike under <c>prompt_caching</c> (<c>prefix_weight</c>, Fairlead's own key).
    /// </summary>
    public double? PrefixWeight { get; init; }

    /// <summary>
    /// Prices count under <c>cost-based</c> and <c>adaptive</c> as what tokens cost with the providers' caches: what of a prompt is expected to come from one, by what did so far, at
    /// <c>cache_read_input_token_cost</c>; what is written to it at <c>cache_creation_input_token_cost</c>. Beginnings of prompts are then not followed as ties. Default false
    /// (<c>effective_price</c>, Fairlead's own key).
    /// </summary>
    public bool? EffectivePrice { get; init; }

    /// <summary>
    /// Under <c>adaptive</c>: of the deployments expected to begin answering within this time, the cheapest is asked; a plain answer is expected to end within it.
    /// Unset means that the price counts by <see cref="PriceWeight"/> alone (<c>latency_objective</c>, Fairlead's own key; seconds).
    /// </summary>
    public TimeSpan? LatencyObjective { get; init; }

    /// <summary>Half-life of the latency averages (<c>ttl</c> is read as an upper bound for it).</summary>
    public TimeSpan? Ttl { get; init; }
}
