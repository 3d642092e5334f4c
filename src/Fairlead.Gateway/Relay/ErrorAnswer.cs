using System.Buffers;
using System.Text.Json;
using Fairlead.Attempts;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;
using Fairlead.Providers.Wire.OpenAIChat;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Gateway.Relay;

/// <summary>Errors in the client's own format, which its SDKs turn into typed exceptions: the status picks the type, the body fills it.</summary>
internal static class ErrorAnswer
{
    /// <summary>Where Anthropic's SDKs look for the request's id.</summary>
    public const string AnthropicRequestId = "request-id";

    /// <summary>An error's body.</summary>
    public static ReadOnlyMemory<byte> Body(Dialect dialect, AnswerError error, string requestId)
    {
        var body = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(body, JsonWriting.Options))
        {
            dialect.WriteError(error, requestId, json);
        }

        return body.WrittenMemory;
    }

    /// <summary>Answers a request with an error of the gateway's own.</summary>
    /// <param name="http">The request.</param>
    /// <param name="status">The status.</param>
    /// <param name="message">For people.</param>
    /// <param name="type">OpenAI's <c>type</c>.</param>
    /// <param name="param">OpenAI's <c>param</c>.</param>
    /// <param name="code">OpenAI's <c>code</c>.</param>
    /// <param name="dialect">The client's format; null for OpenAI's.</param>
    public static Task RespondAsync(HttpContext http, int status, string message, string type, string? param, string? code, Dialect? dialect = null)
    {
        dialect ??= ChatDialect.Instance;
        var id = http.Response.Headers[RequestIds.Header].ToString();
        if (dialect.Signs == SignedBy.Anthropic && id.Length > 0)
        {
            http.Response.Headers[AnthropicRequestId] = id;
        }

        return RespondAsync(http, status, "application/json", Body(dialect, new AnswerError(FailureKind.None, status, message, code, type, param), id));
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
    public static Task RespondAsync(HttpContext http, RequestFault fault, Dialect? dialect = null) =>
        RespondAsync(http, fault.Status, fault.Message, "invalid_request_error", fault.Param, fault.Code, dialect);

    /// <summary>Whether a body is an error body of OpenAI's, Anthropic's or Google's: an object <c>error</c> with a text <c>message</c>.</summary>
    public static bool IsError(ReadOnlySpan<byte> body)
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
