using Fairlead.Attempts;

namespace Fairlead.Chat;

/// <summary>Turns what a deployment's client threw into a failure: registered classifiers first, then the rules here.</summary>
internal static class ExceptionRules
{
    public static ClassifiedFailure Classify(Exception exception, IReadOnlyList<ExceptionClassifier> classifiers)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            for (var i = 0; i < classifiers.Count; i++)
            {
                if (classifiers[i](e) is { Kind: not FailureKind.None } found)
                {
                    return found.Reason is null ? found with { Reason = Reason(e, found.Status) } : found;
                }
            }

            if (Known(e) is { } known)
            {
                return known;
            }
        }

        return new ClassifiedFailure(FailureKind.ServerError, 0, null, Reason(exception, 0));
    }

    private static ClassifiedFailure? Known(Exception exception)
    {
        switch (exception)
        {
            case UpstreamException upstream:
                return new ClassifiedFailure(upstream.Failure, upstream.Status, upstream.RetryAfter, upstream.Message);
            case RoutingException { Kind: not FailureKind.None } routing:
                // A router behind a router: its verdict stands.
                return new ClassifiedFailure(routing.Kind, routing.Status, routing.RetryAfter, routing.Failure.Message);
            case RoutingException refused:
                return new ClassifiedFailure(FailureKind.Unavailable, refused.Status, refused.RetryAfter, refused.Failure.Message);
            case OperationCanceledException or TimeoutException:
                // The caller's own cancellation never comes here.
                return new ClassifiedFailure(FailureKind.Timeout, 0, null, "no answer in time");
            case NotSupportedException:
                return new ClassifiedFailure(FailureKind.Unsupported, 0, null, Reason(exception, 0));
        }

        var status = ExceptionStatus.Read(exception);
        return status == 0
            ? null
            : new ClassifiedFailure(FailureOfStatus(status, exception.Message), status, null, Reason(exception, status));
    }

    /// <summary>The type and the status, but not the message: other people's messages may quote prompts and keys.</summary>
    private static string Reason(Exception exception, int status) =>
        status == 0 ? exception.GetType().Name : $"{exception.GetType().Name}, status {status}";

    // The statuses FailureKind names. A 400 tells two special cases apart by the codes OpenAI-compatible servers put in the text.
    private static FailureKind FailureOfStatus(int status, string message) => status switch
    {
        400 or 413 or 422 when message.Contains("context_length_exceeded", StringComparison.Ordinal)
            || message.Contains("maximum context length", StringComparison.OrdinalIgnoreCase) => FailureKind.ContextWindow,
        400 when message.Contains("content_filter", StringComparison.Ordinal)
            || message.Contains("content_policy_violation", StringComparison.Ordinal) => FailureKind.ContentPolicy,
        401 => FailureKind.Authentication,
        402 => FailureKind.QuotaExhausted,
        403 => FailureKind.PermissionDenied,
        404 => FailureKind.NotFound,
        408 or 504 => FailureKind.Timeout,
        409 => FailureKind.Conflict,
        429 when message.Contains("insufficient_quota", StringComparison.Ordinal) => FailureKind.QuotaExhausted,
        429 => FailureKind.RateLimited,
        502 or 503 or 529 => FailureKind.Unavailable,
        >= 400 and < 500 => FailureKind.BadRequest,
        _ => FailureKind.ServerError,
    };
}
