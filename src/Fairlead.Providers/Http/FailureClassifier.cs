using Fairlead.Attempts;

namespace Fairlead.Providers.Http;

/// <summary>Says what a refused call means: code and type first, then the text, then the status.</summary>
/// <remarks>
/// Statuses mislead: a wrong key is 400 at Gemini and xAI and 403 at Amazon, an unknown model is 400 at Amazon, a long prompt is 400 everywhere
/// and named differently by each. The texts are those the vendors send.
/// </remarks>
internal static class FailureClassifier
{
    private static readonly string[] QuotaCodes =
        ["insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "insufficient_balance", "insufficient_credits", "billing_error", "exceeded_current_quota_error", "ServiceQuotaExceededException"];

    private static readonly string[] QuotaTexts =
        ["credit balance is too low", "insufficient balance", "insufficient credits", "out of credits", "api calls / month", "billing hard limit", "account is not active", "spending limit"];

    private static readonly string[] ContextCodes =
        ["context_length_exceeded", "TOO_MANY_TOKENS", "too_many_prompt_tokens", "exceed_context_size_error", "context_window_exceeded", "string_above_max_length", "model_context_window_exceeded"];

    private static readonly string[] ContextTexts =
    [
        "maximum context length", "context window", "context length", "prompt is too long", "prompt too long", "too many tokens: size limit",
        "input tokens exceeded", "input is too long", "input too long", "exceeds the maximum number of tokens", "maximum number of tokens allowed",
        "exceeds the available context size", "total length of all messages is too long", "exceeded max context", "exceeds the model's context",
        "longer than the model's context", "reduce the length of the messages", "tokens exceed", "exceeds maximum allowed token",
        "input token count", "max_prompt_length", "inputs tokens + max_new_tokens",
    ];

    private static readonly string[] PolicyCodes =
        ["content_filter", "content_policy_violation", "ResponsibleAIPolicyViolation", "moderation_blocked", "safety_violation", "data_inspection_failed", "content_filtered"];

    private static readonly string[] PolicyTexts =
    [
        "content management policy", "content policy", "usage policies", "safety system", "content filter", "flagged as potentially violating",
        "flagged by moderation", "requires moderation", "responsible ai", "blocked by our content", "guardrail",
    ];

    private static readonly string[] KeyCodes =
        ["invalid_api_key", "API_KEY_INVALID", "authentication_error", "invalid_authentication", "UnrecognizedClientException", "InvalidSignatureException", "IncompleteSignatureException", "MissingAuthenticationTokenException", "ExpiredTokenException", "UNAUTHENTICATED", "ACCESS_TOKEN_EXPIRED"];

    private static readonly string[] KeyTexts =
        ["incorrect api key", "invalid api key", "api key not valid", "api key is invalid", "api key expired", "invalid x-api-key", "security token included in the request is invalid", "security token included in the request is expired", "make sure your api key is valid"];

    private static readonly string[] ModelCodes =
        ["model_not_found", "DeploymentNotFound", "not_found_error", "NOT_FOUND", "model_not_available", "invalid_model", "unknown_model"];

    private static readonly string[] ModelTexts =
        ["model identifier is invalid", "with on-demand throughput isn", "is not a valid model", "model not exist", "unknown model", "model does not exist", "no such model", "invalid model name"];

    /// <summary>Classifies a refused call.</summary>
    /// <param name="response">The answer's head.</param>
    /// <param name="body">The answer's body, as far as it was read.</param>
    /// <param name="context">What the reason must not repeat.</param>
    /// <param name="time">The clock, for Retry-After dates.</param>
    public static UpstreamFailure Classify(HttpResponseMessage response, ReadOnlySpan<byte> body, in ReasonContext context, TimeProvider time)
    {
        var status = (int)response.StatusCode;
        var document = ErrorDocument.Read(body);
        if (document.Type.Length == 0 && AmazonType(response) is { } amazon)
        {
            document = document with { Type = amazon };
        }

        var kind = KindOf(status, document);
        var retryAfter = RetryAfterReader.Read(response.Headers, document, time);
        return new UpstreamFailure(kind, status, ReasonText.Of(kind, status, document, context), retryAfter);
    }

    /// <summary>Classifies an error frame within a stream whose status was 200.</summary>
    /// <param name="frame">The event's data.</param>
    /// <param name="context">What the reason must not repeat.</param>
    public static UpstreamFailure ClassifyFrame(ReadOnlySpan<byte> frame, in ReasonContext context)
    {
        var document = ErrorDocument.Read(frame);
        var kind = KindOfFrame(document);
        return new UpstreamFailure(kind, 200, "an error came within the stream: " + ReasonText.Of(kind, document.NumericCode, document, context));
    }

    /// <summary>What an error document within a stream means: without a code or a type it says nothing.</summary>
    internal static FailureKind KindOfFrame(in ErrorDocument error) =>
        error.NumericCode > 0 || error.Code.Length + error.Type.Length > 0 ? KindOf(error.NumericCode, error) : FailureKind.MalformedResponse;

    /// <summary>What a status and an error document mean together.</summary>
    internal static FailureKind KindOf(int status, in ErrorDocument error)
    {
        // 0 is an error frame without a number: the words alone decide.
        var refusal = status is 0 or >= 400 and < 500;

        // 1. Money. Google uses the same sentence for a quota per minute: a code or status word decides there, not the text.
        if (status == 402 || Named(error, QuotaCodes) || refusal && Says(error, QuotaTexts))
        {
            return FailureKind.QuotaExhausted;
        }

        // 2. The prompt is too long. Said with 400, 413 and 422, by old servers with 500; with 429 it is the quota of a minute.
        if (status != 429 && (Named(error, ContextCodes) || Says(error, ContextTexts)))
        {
            return FailureKind.ContextWindow;
        }

        // The answer a request continues, or whatever else it refers to, is another account's: a deployment of that one can take it.
        if (ReferenceErrors.Has(status, error))
        {
            return FailureKind.Unsupported;
        }

        // 3. A content filter.
        if (refusal && status != 429 && (Named(error, PolicyCodes) || error.Detail == "moderation" || Says(error, PolicyTexts)))
        {
            return FailureKind.ContentPolicy;
        }

        // 4. A bad key, and 5. an unknown model, under statuses that mean something else.
        if (status is 0 or 400 or 401 or 403 && (Named(error, KeyCodes) || Says(error, KeyTexts)))
        {
            return FailureKind.Authentication;
        }

        if (status is 0 or 400 or 404 or 422 && (Named(error, ModelCodes) || Says(error, ModelTexts)))
        {
            return FailureKind.NotFound;
        }

        // 6. A server's error that says another number, as Google's front end does.
        if (status is 0 or >= 500 && (error.NumericCode == 429 || Named(error, ["RESOURCE_EXHAUSTED", "rate_limit_exceeded", "rate_limit_error"])))
        {
            return FailureKind.RateLimited;
        }

        if (status is 0 or >= 500 && (Named(error, ["overloaded_error", "UNAVAILABLE", "engine_overloaded"]) || Says(error, ["overloaded"])))
        {
            return FailureKind.Unavailable;
        }

        return AmazonErrors.KindOf(status, error) ?? (status == 0 ? OfType(error.Type) : null) ?? OfStatus(status, error);
    }

    // Anthropic's words, which stand for the status within a stream.
    private static FailureKind? OfType(string type) => type switch
    {
        "api_error" => FailureKind.ServerError,
        "timeout_error" => FailureKind.Timeout,
        "permission_error" => FailureKind.PermissionDenied,
        "request_too_large" => FailureKind.BadRequest,
        _ => null,
    };

    private static FailureKind OfStatus(int status, in ErrorDocument error) => status switch
    {
        401 => FailureKind.Authentication,
        403 => FailureKind.PermissionDenied,
        404 or 405 or 410 => FailureKind.NotFound,
        408 or 504 or 522 or 524 => FailureKind.Timeout,         // 522, 524: Cloudflare waited for the origin
        409 => FailureKind.Conflict,
        429 => FailureKind.RateLimited,
        // Cohere's: a word that may not be said, and a call it gave up. Groq's 498 is a lack of room.
        498 => Says(error, ["capacity"]) ? FailureKind.Unavailable : FailureKind.ContentPolicy,
        499 => FailureKind.Unavailable,
        424 => FailureKind.ServerError,                          // Amazon: the model failed
        501 => FailureKind.Unsupported,
        502 or 503 or 521 or 523 or 529 or 530 => FailureKind.Unavailable,
        >= 500 => FailureKind.ServerError,
        >= 400 => FailureKind.BadRequest,
        0 => FailureKind.MalformedResponse,
        _ => FailureKind.MalformedResponse,                      // 1xx, 3xx: nothing an API answers with
    };

    private static bool Named(in ErrorDocument error, ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (string.Equals(error.Code, name, StringComparison.OrdinalIgnoreCase)
                || string.Equals(error.Type, name, StringComparison.OrdinalIgnoreCase)
                || string.Equals(error.Detail, name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Says(in ErrorDocument error, ReadOnlySpan<string> texts)
    {
        foreach (var text in texts)
        {
            if (error.Message.Contains(text, StringComparison.OrdinalIgnoreCase) || error.Detail.Contains(text, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    // "ThrottlingException:http://internal.amazon.com/…": the name stands before the colon.
    private static string? AmazonType(HttpResponseMessage response)
    {
        if (!response.Headers.NonValidated.TryGetValues("x-amzn-errortype", out var values))
        {
            return null;
        }

        var text = values.ToString();
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? text : text[..colon];
    }
}
