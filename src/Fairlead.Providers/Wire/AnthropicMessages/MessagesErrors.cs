using System.Text.Json;
using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Wire.AnthropicMessages;

/// <summary>Errors as clients of the format know them: a word for each status.</summary>
internal static class MessagesErrors
{
    public static void Write(AnswerError error, string requestId, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "error"u8);
        json.WriteStartObject("error"u8);
        json.WriteString("type"u8, TypeOf(error.Status));
        json.WriteString("message"u8, error.Message);
        json.WriteEndObject();
        if (requestId.Length > 0)
        {
            json.WriteString("request_id"u8, requestId);
        }

        json.WriteEndObject();
    }

    /// <summary>The word of a status, by Anthropic's list of errors.</summary>
    private static ReadOnlySpan<byte> TypeOf(int status) => status switch
    {
        401 => "authentication_error"u8,
        402 => "billing_error"u8,
        403 => "permission_error"u8,
        404 => "not_found_error"u8,
        413 => "request_too_large"u8,
        429 => "rate_limit_error"u8,
        408 or 504 => "timeout_error"u8,
        503 or 529 => "overloaded_error"u8,
        >= 400 and < 500 => "invalid_request_error"u8,
        _ => "api_error"u8,
    };
}
