namespace Fairlead.Attempts;

/// <summary>Why an attempt failed, in terms of what the router should do about it.</summary>
/// <remarks>What follows from each kind (who is to blame, whom to try next, what rests) is one table: <c>FailureRules</c>.</remarks>
public enum FailureKind
{
    /// <summary>It did not fail.</summary>
    None = 0,

    /// <summary>The request itself is refused (400, 413, 422).</summary>
    BadRequest,

    /// <summary>The prompt is longer than the model's context window.</summary>
    ContextWindow,

    /// <summary>A content filter refused the prompt.</summary>
    ContentPolicy,

    /// <summary>The deployment's credential is refused (401).</summary>
    Authentication,

    /// <summary>The credential may not do this (403).</summary>
    PermissionDenied,

    /// <summary>The deployment does not know the model or the path (404).</summary>
    NotFound,

    /// <summary>No connection within the connect timeout, no first byte within the first-byte timeout, or silence past the idle timeout (408, 504).</summary>
    Timeout,

    /// <summary>A state conflict the provider asks to try again (409).</summary>
    Conflict,

    /// <summary>Too many requests or tokens for now (429).</summary>
    RateLimited,

    /// <summary>Money or quota used up for good (402, <c>insufficient_quota</c>).</summary>
    QuotaExhausted,

    /// <summary>The upstream failed (500 and other 5xx).</summary>
    ServerError,

    /// <summary>The upstream says it is overloaded or away for now (502, 503, 529).</summary>
    Unavailable,

    /// <summary>No connection: refused, reset before an answer, name not found, TLS refused.</summary>
    Connection,

    /// <summary>The answer cannot be what was asked for: not the content type, not JSON, or an error frame after status 200.</summary>
    MalformedResponse,

    /// <summary>A whole answer with status 200 and nothing in it: no text, no tool call, no refusal, no token, and no reason for that.</summary>
    EmptyAnswer,

    /// <summary>The answer ended before its end: a stream cut short.</summary>
    StreamBroken,

    /// <summary>Fairlead does not speak this deployment's format yet, or the deployment refuses this surface.</summary>
    Unsupported,

    /// <summary>The caller went away. Nobody's fault; nothing is learnt from it.</summary>
    Cancelled,

    /// <summary>Given up because another attempt of the same request answered first. Nobody's fault, and no failure: only that it took so long is learnt.</summary>
    Lost,
}
