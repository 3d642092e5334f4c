namespace Fairlead.Attempts;

/// <summary>A failed call as an exception: for the <c>IChatClient</c> edge, whose contract throws.</summary>
public sealed class UpstreamException : Exception
{
    /// <summary>Wraps a failure.</summary>
    /// <param name="failure">What failed, and for whom it is to act.</param>
    /// <param name="status">The upstream's HTTP status; 0 where there was none.</param>
    /// <param name="message">For people, free of prompts and secrets.</param>
    /// <param name="retryAfter">The upstream's Retry-After.</param>
    /// <param name="inner">The cause.</param>
    public UpstreamException(FailureKind failure, int status, string message, TimeSpan? retryAfter = null, Exception? inner = null)
        : base(message, inner)
    {
        Failure = failure;
        Status = status;
        RetryAfter = retryAfter;
    }

    /// <summary>What failed.</summary>
    public FailureKind Failure { get; }

    /// <summary>The upstream's HTTP status; 0 where there was none.</summary>
    public int Status { get; }

    /// <summary>The upstream's Retry-After, where it sent one.</summary>
    public TimeSpan? RetryAfter { get; }
}
