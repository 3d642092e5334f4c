using System.Buffers;
using System.Collections.Frozen;
using System.Text.Json;
using Fairlead.Providers.Http;
using Fairlead.Providers.Profiles;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Gateway.Endpoints;

/// <summary>What is sent to have tokens counted: less than the request itself, and at Google in a form of its own.</summary>
internal static class CountBody
{
    private const string Wrapped = "generateContentRequest";

    // By the references: any other member is refused. Which model counts, whoever sends the body puts in.
    private static readonly FrozenSet<string> OfAnthropic = new[] { "messages", "system", "thinking", "tool_choice", "tools" }.ToFrozenSet(StringComparer.Ordinal);
    private static readonly FrozenSet<string> OfVertex = new[] { "contents", "generationConfig", "systemInstruction", "system_instruction", "tools" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>A Messages request that was written here, as its tokens are counted.</summary>
    public static ReadOnlyMemory<byte> OfMessages(ReadOnlyMemory<byte> request) => Members(request, OfAnthropic.Contains);

    /// <summary>A request of Google's: AI Studio counts contents alone, and whole requests in a wrapping that names the model; Vertex AI has no wrapping.</summary>
    /// <param name="request">A client's, wrapped or not, or one that was written here.</param>
    /// <param name="endpoint">Whom it is for.</param>
    /// <param name="model">The model's name upstream.</param>
    public static ReadOnlyMemory<byte> OfGoogle(ReadOnlyMemory<byte> request, UpstreamEndpoint endpoint, string model)
    {
        var inner = Unwrap(request);
        if (endpoint.Vendor.Format == WireFormat.Vertex)
        {
            return Members(inner, OfVertex.Contains);
        }

        using var document = JsonDocument.Parse(inner);
        if (document.RootElement.EnumerateObject().All(static member => member.Name == "contents"))
        {
            return inner;
        }

        var output = new ArrayBufferWriter<byte>(inner.Length + 128);
        using (var json = new Utf8JsonWriter(output, JsonWriting.Options))
        {
            json.WriteStartObject();
            json.WriteStartObject(Wrapped);
            json.WriteString("model"u8, model.Contains('/', StringComparison.Ordinal) ? model : "models/" + model);
            Copy(document.RootElement, json, static name => name != "model");
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return output.WrittenMemory;
    }

    /// <summary>The request within the wrapping; the body itself where it has none.</summary>
    public static ReadOnlyMemory<byte> Unwrap(ReadOnlyMemory<byte> body)
    {
        var reader = new Utf8JsonReader(body.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isInner = reader.ValueTextEquals(Wrapped);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            isInner &= reader.TokenType == JsonTokenType.StartObject;
            reader.Skip();
            if (isInner)
            {
                return body[start..(int)reader.BytesConsumed];
            }
        }

        return body;
    }

    /// <summary>A member of an answer that is a number; null where it is none.</summary>
    public static int? Number(ReadOnlyMemory<byte> answer, ReadOnlySpan<byte> name)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty(name, out var value)
                && value.ValueKind == JsonValueKind.Number
                && value.TryGetInt32(out var number) ? number : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ReadOnlyMemory<byte> Members(ReadOnlyMemory<byte> request, Func<string, bool> isSent)
    {
        var output = new ArrayBufferWriter<byte>(request.Length);
        using (var document = JsonDocument.Parse(request))
        using (var json = new Utf8JsonWriter(output, JsonWriting.Options))
        {
            json.WriteStartObject();
            Copy(document.RootElement, json, isSent);
            json.WriteEndObject();
        }

        return output.WrittenMemory;
    }

    private static void Copy(JsonElement request, Utf8JsonWriter json, Func<string, bool> isSent)
    {
        foreach (var member in request.EnumerateObject())
        {
            if (isSent(member.Name))
            {
                member.WriteTo(json);
            }
        }
    }
}
