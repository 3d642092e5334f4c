using System.Text.Json;
using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Wire.Gemini;

/// <summary>Writes errors as <c>google.rpc.Status</c>.</summary>
internal static class GeminiErrors
{
    public static void Write(AnswerError error, string requestId, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartObject("error"u8);
        json.WriteNumber("code"u8, error.Status);
        json.WriteString("message"u8, error.Message);
        json.WriteString("status"u8, StatusOf(error.Status));
        json.WriteStartArray("details"u8);
        if (error.Code is { } code)
        {
            json.WriteStartObject();
            json.WriteString("@type"u8, "type.googleapis.com/google.rpc.ErrorInfo"u8);
            json.WriteString("reason"u8, code.ToUpperInvariant());
            json.WriteString("domain"u8, "fairlead"u8);
            json.WriteEndObject();
        }

        if (error.Param is { } param)
        {
            json.WriteStartObject();
            json.WriteString("@type"u8, "type.googleapis.com/google.rpc.BadRequest"u8);
            json.WriteStartArray("fieldViolations"u8);
            json.WriteStartObject();
            json.WriteString("field"u8, param);
            json.WriteString("description"u8, error.Message);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        if (requestId.Length > 0)
        {
            json.WriteStartObject();
            json.WriteString("@type"u8, "type.googleapis.com/google.rpc.RequestInfo"u8);
            json.WriteString("requestId"u8, requestId);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // google.rpc.Code, by the HTTP status each is told with.
    private static ReadOnlySpan<byte> StatusOf(int status) => status switch
    {
        401 => "UNAUTHENTICATED"u8,
        403 => "PERMISSION_DENIED"u8,
        404 => "NOT_FOUND"u8,
        408 or 504 => "DEADLINE_EXCEEDED"u8,
        409 => "ABORTED"u8,
        429 => "RESOURCE_EXHAUSTED"u8,
        499 => "CANCELLED"u8,
        501 => "UNIMPLEMENTED"u8,
        503 => "UNAVAILABLE"u8,
        >= 400 and < 500 => "INVALID_ARGUMENT"u8,
        _ => "INTERNAL"u8,
    };
}
