namespace Fairlead.Attempts;

/// <summary>How one attempt is to end without a call.</summary>
/// <param name="Failure"><see cref="FailureKind.None"/> for an answer with <paramref name="Text"/>; <see cref="FailureKind.Timeout"/> without a status for silence until the attempt's time is up.</param>
/// <param name="Status">The failure's HTTP status; 0 where it has none.</param>
/// <param name="Text">The answer, or what the failure says.</param>
public sealed record MockOutcome(FailureKind Failure, int Status, string Text)
{
    internal static readonly MockOutcome ServerError =
        new(FailureKind.ServerError, 500, "pretended, to trigger a fallback: mock_testing_fallbacks") { TurnsToFallback = true };

    internal static readonly MockOutcome ContextWindow =
        new(FailureKind.ContextWindow, 400, "pretended, to trigger a fallback: mock_testing_context_fallbacks") { TurnsToFallback = true };

    internal static readonly MockOutcome ContentPolicy =
        new(FailureKind.ContentPolicy, 400, "pretended, to trigger a fallback: mock_testing_content_policy_fallbacks") { TurnsToFallback = true };

    internal static readonly MockOutcome RateLimit = new(FailureKind.RateLimited, 429, "pretended: mock_testing_rate_limit_error");

    internal static readonly MockOutcome Hang = new(FailureKind.Timeout, 0, "pretended: mock_timeout");

    /// <summary>No answer until the attempt's time is up.</summary>
    public bool IsSilence => Failure == FailureKind.Timeout && Status == 0;

    /// <summary>Goes straight to the fallbacks, as in LiteLLM, where it fails before the retries begin.</summary>
    internal bool TurnsToFallback { get; private init; }

    /// <summary>Reads LiteLLM's <c>mock_response</c>: a text to answer with, or the name of an error.</summary>
    /// <param name="mock">The value.</param>
    public static MockOutcome OfResponse(string mock)
    {
        ArgumentNullException.ThrowIfNull(mock);
        var name = mock.AsSpan().Trim();
        const string Exception = "Exception:";
        if (name.StartsWith(Exception, StringComparison.Ordinal))
        {
            var text = name[Exception.Length..].Trim();
            return text.StartsWith("content_filter_policy", StringComparison.Ordinal)
                ? Failed(FailureKind.ContentPolicy, 400)
                : new MockOutcome(FailureKind.ServerError, 500, text.IsEmpty ? Pretended : text.ToString());
        }

        return name switch
        {
            "litellm.RateLimitError" => Failed(FailureKind.RateLimited, 429),
            "litellm.InternalServerError" => Failed(FailureKind.ServerError, 500),
            "litellm.ContextWindowExceededError" => Failed(FailureKind.ContextWindow, 400),
            "litellm.ContentPolicyViolationError" => Failed(FailureKind.ContentPolicy, 400),
            "litellm.AuthenticationError" => Failed(FailureKind.Authentication, 401),
            "litellm.PermissionDeniedError" => Failed(FailureKind.PermissionDenied, 403),
            "litellm.NotFoundError" => Failed(FailureKind.NotFound, 404),
            "litellm.BadRequestError" => Failed(FailureKind.BadRequest, 400),
            "litellm.UnprocessableEntityError" => Failed(FailureKind.BadRequest, 422),
            "litellm.BadGatewayError" => Failed(FailureKind.Unavailable, 502),
            "litellm.ServiceUnavailableError" => Failed(FailureKind.Unavailable, 503),

            // LiteLLM gives its Timeout the status 408 and raises it at once.
            "litellm.Timeout" => Failed(FailureKind.Timeout, 408),
            "litellm.APIConnectionError" => Failed(FailureKind.Connection, 0),
            _ => new MockOutcome(FailureKind.None, 200, mock),
        };
    }

    private const string Pretended = "pretended: mock_response";

    private static MockOutcome Failed(FailureKind kind, int status) => new(kind, status, Pretended);
}
