namespace Fairlead.Configuration;

/// <summary>Retries by class of failure (<c>retry_policy</c>). Unset classes take the next wider one, then the numbers set elsewhere; 0 means none.</summary>
/// <remarks>A class with a number above 0 is tried again even where its failures are not otherwise, as a refused request.</remarks>
public sealed record RetryPolicy
{
    /// <summary>Refused requests (400, 413, 422), too long prompts among them (<c>BadRequestErrorRetries</c>).</summary>
    public int? BadRequestErrorRetries { get; init; }

    /// <summary>Refused credentials, 401 (<c>AuthenticationErrorRetries</c>).</summary>
    public int? AuthenticationErrorRetries { get; init; }

    /// <summary>No answer in time (<c>TimeoutErrorRetries</c>).</summary>
    public int? TimeoutErrorRetries { get; init; }

    /// <summary>Too many requests, and used up quotas (<c>RateLimitErrorRetries</c>).</summary>
    public int? RateLimitErrorRetries { get; init; }

    /// <summary>Prompts a content filter refused; unset means <see cref="BadRequestErrorRetries"/> (<c>ContentPolicyViolationErrorRetries</c>).</summary>
    public int? ContentPolicyViolationErrorRetries { get; init; }

    /// <summary>500 and its like, and Anthropic's 529 (<c>InternalServerErrorRetries</c>).</summary>
    public int? InternalServerErrorRetries { get; init; }

    /// <summary>502, 503, and streams that broke before their first content (<c>ServiceUnavailableErrorRetries</c>).</summary>
    public int? ServiceUnavailableErrorRetries { get; init; }

    /// <summary>404 (<c>NotFoundErrorRetries</c>).</summary>
    public int? NotFoundErrorRetries { get; init; }

    /// <summary>Every failure without a number of its own. It changes how often, never what is tried again (<c>DefaultRetries</c>).</summary>
    public int? DefaultRetries { get; init; }
}
