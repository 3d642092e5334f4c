using Fairlead.Attempts;

namespace Fairlead.Gateway.Relay;

/// <summary>What OpenAI's error body says of a failure: the table from <see cref="FailureKind"/> and <see cref="RouteRefusal"/>.</summary>
/// <param name="Type">OpenAI's <c>type</c>.</param>
/// <param name="Param">OpenAI's <c>param</c>.</param>
/// <param name="Code">OpenAI's <c>code</c>, the ones clients test for.</param>
internal readonly record struct FailureAnswer(string Type, string? Param, string? Code)
{
    public static FailureAnswer For(RouteRefusal refusal, FailureKind kind) => refusal switch
    {
        RouteRefusal.UnknownModel => new("invalid_request_error", "model", "model_not_found"),
        RouteRefusal.NoneAllowed => new("invalid_request_error", "model", "no_deployment_allowed"),
        RouteRefusal.PromptTooLong => For(FailureKind.ContextWindow),
        RouteRefusal.AllCoolingDown when kind == FailureKind.None => new("rate_limit_error", null, "all_deployments_cooling_down"),
        RouteRefusal.AllAtLimit when kind == FailureKind.None => new("rate_limit_error", null, "rate_limit_exceeded"),
        RouteRefusal.QueueFull when kind == FailureKind.None => new("rate_limit_error", null, "queue_full"),
        RouteRefusal.QueueTimeout when kind == FailureKind.None => new("timeout_error", null, "queue_timeout"),
        RouteRefusal.OverBudget when kind == FailureKind.None => new("rate_limit_error", null, "budget_exceeded"),
        RouteRefusal.DeadlineExceeded when kind == FailureKind.None => For(FailureKind.Timeout),
        _ => For(kind),
    };

    public static FailureAnswer For(FailureKind kind) => kind switch
    {
        FailureKind.BadRequest => new("invalid_request_error", null, null),
        FailureKind.ContextWindow => new("invalid_request_error", "messages", "context_length_exceeded"),
        FailureKind.ContentPolicy => new("invalid_request_error", null, "content_policy_violation"),
        FailureKind.Authentication => new("authentication_error", null, "upstream_authentication_failed"),
        FailureKind.PermissionDenied => new("permission_error", null, "upstream_permission_denied"),
        FailureKind.NotFound => new("invalid_request_error", "model", "model_not_found"),
        FailureKind.Timeout => new("timeout_error", null, "timeout"),
        FailureKind.Conflict => new("conflict_error", null, "conflict"),
        FailureKind.RateLimited => new("rate_limit_error", null, "rate_limit_exceeded"),
        FailureKind.QuotaExhausted => new("insufficient_quota", null, "insufficient_quota"),
        FailureKind.Unsupported => new("invalid_request_error", null, "unsupported"),
        FailureKind.Connection => new("server_error", null, "upstream_unreachable"),
        FailureKind.MalformedResponse => new("server_error", null, "upstream_malformed_response"),
        FailureKind.EmptyAnswer => new("server_error", null, "upstream_empty_answer"),
        FailureKind.StreamBroken => new("server_error", null, "stream_interrupted"),
        _ => new("server_error", null, "server_error"),
    };

    /// <summary>Kinds that are about the request itself: the upstream's own words help the client, and are passed on.</summary>
    public static bool IsAboutRequest(FailureKind kind) => kind is FailureKind.BadRequest or FailureKind.ContextWindow or FailureKind.ContentPolicy;
}
