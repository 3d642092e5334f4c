namespace Fairlead.Attempts;

/// <summary>What a request asks to be pretended, to test how it is routed without calling anybody. LiteLLM's fields.</summary>
/// <remarks>A pretended outcome teaches the router nothing: no counts, no averages, no rest.</remarks>
public sealed record RequestMock
{
    /// <summary>
    /// Text to answer every attempt with; or an error by LiteLLM's name, such as <c>litellm.RateLimitError</c> or <c>Exception: words</c> (<c>mock_response</c>).
    /// </summary>
    public string? Response { get; init; }

    /// <summary>Every attempt takes all of its time and fails (<c>mock_timeout</c>).</summary>
    public bool Timeout { get; init; }

    /// <summary>The first attempt fails with status 500, and the generic fallbacks follow at once (<c>mock_testing_fallbacks</c>).</summary>
    public bool Fallbacks { get; init; }

    /// <summary>The first attempt fails as too long a prompt does (<c>mock_testing_context_fallbacks</c>).</summary>
    public bool ContextWindowFallbacks { get; init; }

    /// <summary>The first attempt fails as a refused prompt does (<c>mock_testing_content_policy_fallbacks</c>).</summary>
    public bool ContentPolicyFallbacks { get; init; }

    /// <summary>The first attempt fails with 429; retries and fallbacks are real (<c>mock_testing_rate_limit_error</c>).</summary>
    public bool RateLimit { get; init; }

    /// <summary>What becomes of an attempt; null when it is to be made.</summary>
    internal MockOutcome? For(bool isFirst) =>
        isFirst && ContextWindowFallbacks ? MockOutcome.ContextWindow
        : isFirst && ContentPolicyFallbacks ? MockOutcome.ContentPolicy
        : isFirst && Fallbacks ? MockOutcome.ServerError
        : isFirst && RateLimit ? MockOutcome.RateLimit
        : Timeout ? MockOutcome.Hang
        : Response is { } response ? MockOutcome.OfResponse(response)
        : null;
}
