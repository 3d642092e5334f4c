using Fairlead.Attempts;

namespace Fairlead.Providers.Http;

/// <summary>Amazon's names of errors: in the header of an answer, and all there is within a stream, where no status comes with them.</summary>
internal static class AmazonErrors
{
    // By the statuses of the API's model; a model that is not ready answers 429, and waiting for it is no limit of the caller's.
    private static readonly (string Name, FailureKind Kind)[] Names =
    [
        ("ThrottlingException", FailureKind.RateLimited),
        ("TooManyRequestsException", FailureKind.RateLimited),
        ("ServiceUnavailableException", FailureKind.Unavailable),
        ("ModelNotReadyException", FailureKind.Unavailable),
        ("InternalServerException", FailureKind.ServerError),
        ("InternalFailure", FailureKind.ServerError),
        ("ModelErrorException", FailureKind.ServerError),
        ("ModelStreamErrorException", FailureKind.ServerError),
        ("ModelTimeoutException", FailureKind.Timeout),
        ("ResourceNotFoundException", FailureKind.NotFound),
        ("AccessDeniedException", FailureKind.PermissionDenied),
        ("ValidationException", FailureKind.BadRequest),
    ];

    /// <summary>The kind; null where the name is none of Amazon's, or the status says it better.</summary>
    public static FailureKind? KindOf(int status, in ErrorDocument error)
    {
        foreach (var (name, kind) in Names)
        {
            if (name.Equals(error.Type, StringComparison.OrdinalIgnoreCase) || name.Equals(error.Code, StringComparison.OrdinalIgnoreCase))
            {
                return status == 0 || kind == FailureKind.Unavailable ? kind : null;
            }
        }

        return null;
    }
}
