using System.Buffers;
using System.Text.Json;

namespace Fairlead.Gateway.Relay;

/// <summary>Puts the parameters of a fallback entry over a request's body, for one attempt: a copy, so that the next attempt has the client's own.</summary>
internal static class BodyOverlay
{
    /// <summary>Merges; every member named in <paramref name="parameters"/> is replaced whole.</summary>
    /// <param name="body">The client's body: a JSON object, read before.</param>
    /// <param name="parameters">The members to set.</param>
    /// <returns>The new body, and where the model's value stands in it: what stands there is to be replaced.</returns>
    public static (ReadOnlyMemory<byte> Body, Range ModelSpan) Apply(ReadOnlySpan<byte> body, IReadOnlyDictionary<string, JsonElement> parameters)
    {
        var output = new ArrayBufferWriter<byte>(body.Length + 256);
        output.Write("{\"model\":"u8);
        var model = output.WrittenCount;
        output.Write("\"\""u8);
        var span = model..output.WrittenCount;
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true }))
        {
            foreach (var (name, value) in parameters)
            {
                json.Flush();
                output.Write(","u8);
                json.Reset();
                json.WriteStringValue(name);
                json.Flush();
                output.Write(":"u8);
                json.Reset();
                value.WriteTo(json);
            }
        }

        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = JsonSkip.MaxDepth });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex;
            var keep = !reader.ValueTextEquals("model"u8) && !IsReplaced(ref reader, parameters);
            reader.Read();
            reader.Skip();
            if (keep)
            {
                output.Write(","u8);
                output.Write(body[start..(int)reader.BytesConsumed]);
            }
        }

        output.Write("}"u8);
        return (output.WrittenMemory, span);
    }

    private static bool IsReplaced(ref Utf8JsonReader reader, IReadOnlyDictionary<string, JsonElement> parameters)
    {
        foreach (var name in parameters.Keys)
        {
            if (reader.ValueTextEquals(name))
            {
                return true;
            }
        }

        return false;
    }
}
