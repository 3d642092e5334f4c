using Fairlead.Configuration;

namespace Fairlead.Attempts;

/// <summary>The retry policies of a generation. A group's stands in place of the router's, as in LiteLLM.</summary>
internal sealed class RetryPolicies
{
    private readonly RetryPolicy? _router;
    private readonly Dictionary<string, RetryPolicy> _groups;

    private RetryPolicies(RetryPolicy? router, IReadOnlyDictionary<string, RetryPolicy> groups)
    {
        _router = router;
        _groups = new Dictionary<string, RetryPolicy>(groups, StringComparer.Ordinal);
    }

    /// <summary>Null when there is none: most requests never ask.</summary>
    public static RetryPolicies? Of(RouterSettings router) =>
        router.RetryPolicy is null && router.ModelGroupRetryPolicy.Count == 0 ? null : new RetryPolicies(router.RetryPolicy, router.ModelGroupRetryPolicy);

    /// <summary>What the policy says of a failure.</summary>
    /// <param name="requested">The name the request came by, which a policy may be set for.</param>
    /// <param name="group">The group that failed.</param>
    /// <param name="report">How it failed.</param>
    public RetryGrant For(string requested, string group, in AttemptReport report)
    {
        if ((_groups.GetValueOrDefault(requested) ?? _groups.GetValueOrDefault(group) ?? _router) is not { } policy)
        {
            return default;
        }

        var ofClass = OfClass(policy, report.Failure, report.Status);
        return new RetryGrant(ofClass ?? policy.DefaultRetries, ofClass > 0);
    }

    /// <summary>The number of the failure's own class, else of the wider one. The classes are LiteLLM's.</summary>
    private static int? OfClass(RetryPolicy policy, FailureKind kind, int status) => kind switch
    {
        FailureKind.BadRequest or FailureKind.ContextWindow => policy.BadRequestErrorRetries,
        FailureKind.ContentPolicy => policy.ContentPolicyViolationErrorRetries ?? policy.BadRequestErrorRetries,
        FailureKind.Authentication => policy.AuthenticationErrorRetries,
        FailureKind.NotFound => policy.NotFoundErrorRetries,
        FailureKind.Timeout => policy.TimeoutErrorRetries,
        FailureKind.RateLimited or FailureKind.QuotaExhausted => policy.RateLimitErrorRetries,
        FailureKind.ServerError => policy.InternalServerErrorRetries,

        // Anthropic's "overloaded" is an internal error to LiteLLM.
        FailureKind.Unavailable when status == 529 => policy.InternalServerErrorRetries,
        FailureKind.Unavailable or FailureKind.StreamBroken => policy.ServiceUnavailableErrorRetries,
        _ => null,
    };
}

/// <summary>What a retry policy says of a failure.</summary>
/// <param name="Retries">How many for the request; null when it says nothing.</param>
/// <param name="MayRepeat">The failure's class has a number above 0: the same deployment may be asked again, whatever failed.</param>
internal readonly record struct RetryGrant(int? Retries, bool MayRepeat);
