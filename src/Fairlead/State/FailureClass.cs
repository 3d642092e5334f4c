using Fairlead.Attempts;
using Fairlead.Configuration;

namespace Fairlead.State;

/// <summary>The classes of failure that LiteLLM's policies name.</summary>
internal enum FailureClass
{
    /// <summary>None of the named ones.</summary>
    Other,
    BadRequest,
    Authentication,
    Timeout,
    RateLimit,
    ContentPolicyViolation,
    InternalServer,
    ServiceUnavailable,
    BadGateway,
    NotFound,
}

/// <summary>Which class a failure belongs to, and what a policy says of it.</summary>
internal static class FailureClasses
{
    public const int Count = (int)FailureClass.NotFound + 1;

    /// <summary>Anthropic's own status for "overloaded", an internal error to LiteLLM.</summary>
    private const int Overloaded = 529;

    private const int BadGatewayStatus = 502;

    public static FailureClass Of(FailureKind kind, int status) => kind switch
    {
        FailureKind.BadRequest or FailureKind.ContextWindow => FailureClass.BadRequest,
        FailureKind.ContentPolicy => FailureClass.ContentPolicyViolation,
        FailureKind.Authentication => FailureClass.Authentication,
        FailureKind.NotFound => FailureClass.NotFound,
        FailureKind.Timeout => FailureClass.Timeout,
        FailureKind.RateLimited or FailureKind.QuotaExhausted => FailureClass.RateLimit,
        FailureKind.ServerError or FailureKind.MalformedResponse or FailureKind.EmptyAnswer => FailureClass.InternalServer,
        FailureKind.Unavailable when status == Overloaded => FailureClass.InternalServer,
        FailureKind.Unavailable when status == BadGatewayStatus => FailureClass.BadGateway,
        FailureKind.Unavailable or FailureKind.StreamBroken => FailureClass.ServiceUnavailable,
        _ => FailureClass.Other,
    };

    /// <summary>The number a policy sets for a class; null when it does not name it.</summary>
    public static int? Allowed(this AllowedFailsPolicy policy, FailureClass failure) => failure switch
    {
        FailureClass.BadRequest => policy.BadRequestErrorAllowedFails,
        FailureClass.ContentPolicyViolation => policy.ContentPolicyViolationErrorAllowedFails ?? policy.BadRequestErrorAllowedFails,
        FailureClass.Authentication => policy.AuthenticationErrorAllowedFails,
        FailureClass.NotFound => policy.NotFoundErrorAllowedFails,
        FailureClass.Timeout => policy.TimeoutErrorAllowedFails,
        FailureClass.RateLimit => policy.RateLimitErrorAllowedFails,
        FailureClass.InternalServer => policy.InternalServerErrorAllowedFails,
        FailureClass.ServiceUnavailable => policy.ServiceUnavailableErrorAllowedFails,
        FailureClass.BadGateway => policy.BadGatewayErrorAllowedFails,
        _ => null,
    };
}
