using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Gateway.Relay;

/// <summary>OpenAI's error body, which its SDKs turn into typed exceptions: the status picks the type, the body fills it.</summary>
internal static class OpenAIError
{
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes <c>{"error":{"message","type","param","code"}}</c>.</summary>
    public static void Write(IBufferWriter<byte> output, string message, string type, string? param, string? code)
    {
        using var json = new Utf8JsonWriter(output, Json);
        json.WriteStartObject();
        json.WriteStartObject("error"u8);
        json.WriteString("message"u8, message);
        json.WriteString("type"u8, type);
        json.WriteString("param"u8, param);
        json.WriteString("code"u8, code);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Answers a request with an error of the gateway's own.</summary>
    public static Task RespondAsync(HttpContext http, int status, string message, string type, string? param, string? code)
    {
        var body = new ArrayBufferWriter<byte>(256);
        Write(body, message, type, param, code);
        return RespondAsync(http, status, "application/json", body.WrittenMemory);
    }

    /// <summary>Answers with a body as it is.</summary>
    public static Task RespondAsync(HttpContext http, int status, string contentType, ReadOnlyMemory<byte> body)
    {
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, http.RequestAborted).AsTask();
    }

    /// <summary>Refuses a request that cannot be routed.</summary>
    public static Task RespondAsync(HttpContext http, RequestFault fault) =>
        RespondAsync(http, fault.Status, fault.Message, "invalid_request_error", fault.Param, fault.Code);

    /// <summary>Whether a body already is an error body in OpenAI's form: an object <c>error</c> with a text <c>message</c>.</summary>
    public static bool IsOpenAI(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            var found = false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var error = reader.ValueTextEquals("error"u8);
                reader.Read();
                found |= error && reader.TokenType == JsonTokenType.StartObject && HasMessage(ref reader);
                reader.Skip();
            }

            return found;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool HasMessage(ref Utf8JsonReader reader)
    {
        var found = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var message = reader.ValueTextEquals("message"u8);
            reader.Read();
            found |= message && reader.TokenType == JsonTokenType.String;
            reader.Skip();
        }

        return found;
    }
}
