using System.Text.Json;
using Fairlead.Attempts;
using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Wire.OpenAIResponses;

/// <summary>The member <c>error</c> of an answer that failed: a code of OpenAI's few, and a text.</summary>
internal static class ResponsesErrors
{
    public static void Write(Utf8JsonWriter json, AnswerError? error)
    {
        if (error is null)
        {
            json.WriteNull("error"u8);
            return;
        }

        json.WriteStartObject("error"u8);
        json.WriteString("code"u8, CodeOf(error.Kind));
        json.WriteString("message"u8, error.Message);
        json.WriteEndObject();
    }

    private static ReadOnlySpan<byte> CodeOf(FailureKind kind) => kind switch
    {
        FailureKind.RateLimited or FailureKind.QuotaExhausted => "rate_limit_exceeded"u8,
        FailureKind.BadRequest or FailureKind.ContentPolicy or FailureKind.ContextWindow => "invalid_prompt"u8,
        _ => "server_error"u8,
    };
}
