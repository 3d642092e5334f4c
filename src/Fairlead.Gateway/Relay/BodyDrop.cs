using System.Buffers;
using System.Text.Json;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Gateway.Relay;

/// <summary>Takes members out of a body before it is sent (<c>additional_drop_params</c>): a copy, so that the next attempt has the client's own.</summary>
internal static class BodyDrop
{
    /// <summary>Takes them out.</summary>
    /// <param name="body">The client's body: a JSON object, read before.</param>
    /// <param name="paths">Names of members, or paths to members within: <c>tools[*].strict</c>, <c>metadata.trace</c>. <c>model</c> stays.</param>
    /// <returns>The new body, and where the model's value stands in it; an empty range where it names none.</returns>
    public static (ReadOnlyMemory<byte> Body, Range ModelSpan) Apply(ReadOnlyMemory<byte> body, IReadOnlyList<string> paths)
    {
        var steps = paths.Select(static path => path.Replace("[", ".[", StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries)).ToArray();
        var output = new ArrayBufferWriter<byte>(body.Length);
        using (var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = JsonSkip.MaxDepth }))
        using (var json = new Utf8JsonWriter(output, JsonWriting.Options))
        {
            Copy(document.RootElement, json, steps, 0);
        }

        return (output.WrittenMemory, ModelSpanOf(output.WrittenSpan));
    }

    private static void Copy(JsonElement element, Utf8JsonWriter json, string[][] paths, int depth)
    {
        if (paths.Length == 0 || element.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
        {
            element.WriteTo(json);
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            json.WriteStartObject();
            foreach (var member in element.EnumerateObject())
            {
                var within = Array.FindAll(paths, path => path[depth] == member.Name);
                if (Array.Exists(within, path => path.Length == depth + 1) && !(depth == 0 && member.NameEquals("model"u8)))
                {
                    continue;
                }

                json.WritePropertyName(member.Name);
                Copy(member.Value, json, Array.FindAll(within, path => path.Length > depth + 1), depth + 1);
            }

            json.WriteEndObject();
        }
        else
        {
            json.WriteStartArray();
            var index = 0;
            foreach (var item in element.EnumerateArray())
            {
                var place = $"[{index++}]";
                Copy(item, json, Array.FindAll(paths, path => path.Length > depth + 1 && (path[depth] == "[*]" || path[depth] == place)), depth + 1);
            }

            json.WriteEndArray();
        }
    }

    private static Range ModelSpanOf(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = JsonSkip.MaxDepth });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isModel = reader.ValueTextEquals("model"u8);
            reader.Read();
            if (isModel)
            {
                return (int)reader.TokenStartIndex..(int)reader.BytesConsumed;
            }

            reader.Skip();
        }

        return default;
    }
}
