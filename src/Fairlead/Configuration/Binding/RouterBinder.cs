using System.Text.Json;
using Fairlead.Configuration.Document;

namespace Fairlead.Configuration.Binding;

/// <summary>Reads <c>router_settings</c>, and folds the routing keys of <c>litellm_settings</c> in where they are not set there.</summary>
internal static class RouterBinder
{
    private static readonly (string Router, string Litellm)[] Folded =
    [
        ("num_retries", "num_retries"), ("max_fallbacks", "max_fallbacks"), ("timeout", "request_timeout"), ("allowed_fails", "allowed_fails"),
        ("cooldown_time", "cooldown_time"), ("default_fallbacks", "default_fallbacks"),
    ];

    public static RouterSettings Bind(BindContext context, MapReader router, MapReader litellm, Dictionary<string, JsonElement> unused)
    {
        foreach (var (key, from) in Folded)
        {
            if (router.Find(key) is null && litellm.Find(from) is not null)
            {
                context.Places.Fold(ConfigPath.Key(router.Path, key), ConfigPath.Key(litellm.Path, from));
            }
        }

        var settings = new RouterSettings
        {
            RoutingStrategy = router.Text("routing_strategy"),
            StrategyArgs = BindArgs(router.Map("routing_strategy_args", ConfigSections.StrategyArgs), unused),
            GroupStrategies = router.TextMap("model_group_routing_strategy", StringComparer.Ordinal),
            RoutingGroups = RoutingGroupBinder.Bind(context, router, unused),
            NumRetries = Either(router.Whole("num_retries"), litellm.Whole("num_retries")),
            RetryPolicy = RetryPolicyBinder.Bind(router),
            ModelGroupRetryPolicy = RetryPolicyBinder.BindGroups(context, router),
            MaxFallbacks = Either(router.Whole("max_fallbacks"), litellm.Whole("max_fallbacks")),
            Timeout = Either(router.Duration("timeout"), litellm.Duration("request_timeout")),
            StreamTimeout = router.Duration("stream_timeout"),
            RequestDeadline = router.Duration("request_deadline"),
            RetryAfter = router.Duration("retry_after"),
            AllowedFails = Either(router.Whole("allowed_fails"), litellm.Whole("allowed_fails")),
            AllowedFailsPolicy = AllowedFailsBinder.Bind(router),
            CooldownTime = Either(router.Duration("cooldown_time"), litellm.Duration("cooldown_time")),
            DisableCooldowns = router.Truth("disable_cooldowns"),
            OptionalPreCallChecks = router.Texts("optional_pre_call_checks") ?? [],
            EnforceModelRateLimits = router.Truth("enforce_model_rate_limits"),
            LiteLlmCompatibility = router.Texts("litellm_compatibility") ?? [],
            RetryBudget = RetryBudgetBinder.Bind(router),
            Hedging = HedgingBinder.Bind(router),
            GroupHedging = HedgingBinder.BindGroups(context, router),
            DefaultMaxParallelRequests = router.Whole("default_max_parallel_requests"),
            AdaptiveConcurrency = router.Truth("adaptive_concurrency"),
            DefaultPriority = router.Whole("default_priority"),
            Admission = AdmissionBinder.Bind(context, router),
            ProviderBudgets = router.Budgets("provider_budget_config", StringComparer.OrdinalIgnoreCase),
            TagBudgets = TagBudgets(router, litellm),
            GroupAffinity = BindAffinity(context, router),
            AffinityTtl = router.Duration("deployment_affinity_ttl_seconds"),
            AffinityLoadFactor = router.Number("affinity_load_factor"),
            Fallbacks = FallbackTable.Bind(context, "fallbacks", router, litellm),
            DefaultFallbacks = FallbackTable.BindDefaults(context, router, litellm),
            ContextWindowFallbacks = FallbackTable.Bind(context, "context_window_fallbacks", router, litellm),
            ContentPolicyFallbacks = FallbackTable.Bind(context, "content_policy_fallbacks", router, litellm),
            ModelGroupAlias = BindAliases(context, router),
            EnableTagFiltering = router.Truth("enable_tag_filtering"),
            TagFilteringMatchAny = router.Truth("tag_filtering_match_any"),
            TagRoutingPrefix = router.Text("tag_routing_prefix"),
            EnablePreCallChecks = router.Truth("enable_pre_call_checks"),
            IgnoreInvalidDeployments = router.Truth("ignore_invalid_deployments"),
            EnableHealthCheckRouting = router.Truth("enable_health_check_routing"),
            HealthCheckStaleness = router.Duration("health_check_staleness_threshold"),
            HealthCheckIgnoreTransientErrors = router.Truth("health_check_ignore_transient_errors"),
            DefaultParams = DefaultParamsBinder.Bind(router, unused),
            PassThroughAllModels = BindPassThrough(router, unused),
        };
        ConfigBinder.Keep(unused, router.Path, router.RestUnused());
        ConfigBinder.Keep(unused, litellm.Path, litellm.RestUnused());
        return settings;
    }

    /// <summary>The router's own value, else LiteLLM's wider one. Both are read first, so that neither counts as an unused key.</summary>
    private static T? Either<T>(T? router, T? litellm) => router is null ? litellm : router;

    private static Dictionary<string, BudgetConfig> TagBudgets(MapReader router, MapReader litellm)
    {
        var own = router.Budgets("tag_budget_config", StringComparer.Ordinal);
        var wider = litellm.Budgets("tag_budget_config", StringComparer.Ordinal);
        return own.Count > 0 ? own : wider;
    }

    internal static StrategyArgs BindArgs(MapReader args, Dictionary<string, JsonElement> unused)
    {
        var bound = new StrategyArgs
        {
            LowestLatencyBuffer = args.Number("lowest_latency_buffer"),
            PriceWeight = args.Number("price_weight"),
            PrefixWeight = args.Number("prefix_weight"),
            EffectivePrice = args.Truth("effective_price"),
            LatencyObjective = args.Duration("latency_objective"),
            Ttl = args.Duration("ttl"),
        };
        ConfigBinder.Keep(unused, args.Path, args.RestUnused());
        return bound;
    }

    private static bool? BindPassThrough(MapReader router, Dictionary<string, JsonElement> unused)
    {
        var general = router.Map("router_general_settings", ConfigSections.RouterGeneral);
        var passes = general.Truth("pass_through_all_models");
        ConfigBinder.Keep(unused, general.Path, general.RestUnused());
        return passes;
    }

    private static Dictionary<string, IReadOnlyList<string>> BindAffinity(BindContext context, MapReader router)
    {
        var groups = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (group, value, path) in router.Entries("model_group_affinity_config", "lists of checks by group"))
        {
            if (Lists.Texts(context, value, path) is { } names)
            {
                groups[group] = names;
            }
        }

        return groups;
    }

    private static Dictionary<string, ModelAlias> BindAliases(BindContext context, MapReader router)
    {
        var aliases = new Dictionary<string, ModelAlias>(StringComparer.Ordinal);
        foreach (var (alias, value, path) in router.Entries("model_group_alias", "other names with group names"))
        {
            var resolved = context.Resolve(value, path);
            if (resolved.Kind == NodeKind.Map)
            {
                var reader = new MapReader(context, ConfigSections.Alias, resolved, path);
                if (reader.Required("model", "'gpt-4o'") is { } group)
                {
                    aliases[alias] = new ModelAlias(group, reader.Truth("hidden") ?? false);
                }

                reader.ReportUnused(onlySlips: false);
            }
            else if (resolved.IsScalar && resolved.Kind != NodeKind.Null)
            {
                aliases[alias] = new ModelAlias(resolved.Scalar);
            }
            else if (BindContext.VariableOf(value) is null)
            {
                context.Error(path, value, $"expected a group name, or {{ model: …, hidden: true }}; found {value.KindName}");
            }
        }

        return aliases;
    }
}
