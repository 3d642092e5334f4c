using System.Globalization;

namespace Fairlead.Providers.Simulated;

/// <summary>A way in which the simulated provider can fail.</summary>
internal enum SimulatedFault
{
    /// <summary>An HTTP error with a body in OpenAI's form.</summary>
    Status,

    /// <summary>No answer at all, until the caller gives up.</summary>
    Timeout,

    /// <summary>The answer begins and then falls silent.</summary>
    Hang,

    /// <summary>The answer begins and then the connection breaks.</summary>
    Cut,

    /// <summary>The connection is refused.</summary>
    Refuse,

    /// <summary>An error frame amid a stream whose status was 200; a plain answer gets the status 500 instead.</summary>
    StreamError,
}

/// <summary>One failure with what it says.</summary>
/// <param name="Fault">The way it fails.</param>
/// <param name="Status">The status of <see cref="SimulatedFault.Status"/>; 0 otherwise.</param>
/// <param name="Type">OpenAI's <c>type</c>.</param>
/// <param name="Code">OpenAI's <c>code</c>; null where it sends none.</param>
/// <param name="Message">OpenAI's <c>message</c>.</param>
internal sealed record SimulatedError(SimulatedFault Fault, int Status, string Type, string? Code, string Message)
{
    /// <summary>The names accepted beside statuses, for messages.</summary>
    public const string Names = "a status from 400 to 599, timeout, hang, cut, refuse, stream_error, context_window, content_policy, rate_limit, quota";

    public static SimulatedError ServerError { get; } = OfStatus(500);

    public static SimulatedError RateLimit { get; } = OfStatus(429);

    public static SimulatedError Cut { get; } = new(SimulatedFault.Cut, 0, "", null, "");

    public static SimulatedError ContextWindow { get; } = new(SimulatedFault.Status, 400, "invalid_request_error", "context_length_exceeded",
        "This model's maximum context length is 4096 tokens. However, your messages resulted in more tokens. Please reduce the length of the messages.");

    public static SimulatedError ContentPolicy { get; } = new(SimulatedFault.Status, 400, "invalid_request_error", "content_filter",
        "The prompt was filtered by the content management policy.");

    /// <summary>The failure of a name; null when there is none of that name.</summary>
    public static SimulatedError? Parse(string name) => name switch
    {
        "timeout" => new(SimulatedFault.Timeout, 0, "", null, ""),
        "hang" => new(SimulatedFault.Hang, 0, "", null, ""),
        "cut" => Cut,
        "refuse" => new(SimulatedFault.Refuse, 0, "", null, ""),
        "stream_error" => new(SimulatedFault.StreamError, 500, "server_error", "server_error", "The simulated server had an error amid its answer."),
        "context_window" => ContextWindow,
        "content_policy" => ContentPolicy,
        "rate_limit" => RateLimit,
        "quota" => new(SimulatedFault.Status, 429, "insufficient_quota", "insufficient_quota", "You exceeded your current quota."),
        _ => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status is >= 400 and <= 599 ? OfStatus(status) : null,
    };

    public static SimulatedError OfStatus(int status) => status switch
    {
        400 => new(SimulatedFault.Status, 400, "invalid_request_error", null, "The simulated server refuses this request."),
        401 => new(SimulatedFault.Status, 401, "invalid_request_error", "invalid_api_key", "Incorrect API key provided."),
        402 => new(SimulatedFault.Status, 402, "invalid_request_error", "insufficient_quota", "Insufficient balance."),
        403 => new(SimulatedFault.Status, 403, "invalid_request_error", null, "The simulated server does not allow this."),
        404 => new(SimulatedFault.Status, 404, "invalid_request_error", "model_not_found", "The model does not exist."),
        429 => new(SimulatedFault.Status, 429, "requests", "rate_limit_exceeded", "Rate limit reached: too many requests in a minute."),
        503 => new(SimulatedFault.Status, 503, "server_error", null, "The simulated server is overloaded."),
        >= 500 => new(SimulatedFault.Status, status, "server_error", null, "The simulated server had an error."),
        _ => new(SimulatedFault.Status, status, "invalid_request_error", null, "The simulated server refuses this request."),
    };
}
