using Fairlead.Affinity;

namespace Fairlead.Configuration;

/// <summary>Names of <c>optional_pre_call_checks</c>.</summary>
internal static class PreCallChecks
{
    /// <summary>Limits of a minute are kept under every strategy.</summary>
    public const string RateLimits = "enforce_model_rate_limits";

    /// <summary>Budgets are kept. They are wherever one is set, with or without it.</summary>
    public const string Budgets = "router_budget_limiting";

    /// <summary>Those acted on.</summary>
    public static readonly string[] Used = [RateLimits, Budgets, .. AffinityNames.All];

    /// <summary>LiteLLM's others.</summary>
    public static readonly string[] Unused =
    [
        "forward_client_headers_by_model_group", "continuation_prefill",
    ];
}
