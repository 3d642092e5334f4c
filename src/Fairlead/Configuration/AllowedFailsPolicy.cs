namespace Fairlead.Configuration;

/// <summary>Failures a deployment may have in a minute before it rests, by class of failure (<c>allowed_fails_policy</c>). Unset classes take the next wider one, then <c>allowed_fails</c>; 0 allows none.</summary>
/// <remarks>Each class is counted apart. A class that is named counts even where its failures say nothing of a deployment's health otherwise, as refused requests.</remarks>
public sealed record AllowedFailsPolicy
{
    /// <summary>Refused requests (400, 413, 422), too long prompts among them (<c>BadRequestErrorAllowedFails</c>).</summary>
    public int? BadRequestErrorAllowedFails { get; init; }

    /// <summary>Refused credentials, 401 (<c>AuthenticationErrorAllowedFails</c>).</summary>
    public int? AuthenticationErrorAllowedFails { get; init; }

    /// <summary>No answer in time (<c>TimeoutErrorAllowedFails</c>).</summary>
    public int? TimeoutErrorAllowedFails { get; init; }

    /// <summary>Too many requests, and used up quotas (<c>RateLimitErrorAllowedFails</c>).</summary>
    public int? RateLimitErrorAllowedFails { get; init; }

    /// <summary>Prompts a content filter refused; unset means <see cref="BadRequestErrorAllowedFails"/> (<c>ContentPolicyViolationErrorAllowedFails</c>).</summary>
    public int? ContentPolicyViolationErrorAllowedFails { get; init; }

    /// <summary>500 and its like, Anthropic's 529, and answers that are none (<c>InternalServerErrorAllowedFails</c>).</summary>
    public int? InternalServerErrorAllowedFails { get; init; }

    /// <summary>503, and streams that broke (<c>ServiceUnavailableErrorAllowedFails</c>).</summary>
    public int? ServiceUnavailableErrorAllowedFails { get; init; }

    /// <summary>502 (<c>BadGatewayErrorAllowedFails</c>).</summary>
    public int? BadGatewayErrorAllowedFails { get; init; }

    /// <summary>404 (<c>NotFoundErrorAllowedFails</c>).</summary>
    public int? NotFoundErrorAllowedFails { get; init; }
}
