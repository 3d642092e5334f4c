namespace Fairlead.Gateway.Relay;

/// <summary>Why a request is refused before it is routed: what OpenAI's error body says of it.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Message">For people; names the place and the mend.</param>
/// <param name="Param">The field at fault.</param>
/// <param name="Code">OpenAI's code.</param>
internal sealed record RequestFault(int Status, string Message, string? Param = null, string? Code = null)
{
    public static RequestFault Invalid(string message, string? param = null, string? code = null) => new(400, message, param, code);

    /// <summary>413: LiteLLM and OpenAI answer an oversized body with it.</summary>
    public static RequestFault TooLarge(long limit) =>
        new(413, $"The request body is larger than this gateway accepts ({limit} bytes; general_settings.max_request_size_mb sets it).", null, "request_too_large");
}
