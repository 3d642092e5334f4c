using System.Buffers;
using System.Text.Json;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Gateway.Stored;

/// <summary>A request's body with what it refers to in its place: whoever gets it needs to know no earlier answer.</summary>
internal static class ContinuedBody
{
    /// <summary>Puts it in.</summary>
    /// <param name="store">The answers.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="body">The body.</param>
    /// <param name="request">What the request itself says; null where nothing was put in.</param>
    /// <returns>The new body; null where it refers to nothing that is kept here, or is no such request.</returns>
    public static ReadOnlyMemory<byte>? Of(ResponseStore store, string caller, ReadOnlyMemory<byte> body, out ContinuedRequest? request)
    {
        request = null;
        try
        {
            using var read = JsonBody.Parse(body);
            if (read.Root.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            var previous = read.Root.Text("previous_response_id"u8) is { } id ? store.Find(caller, id) : null;
            var input = Resolve(store, caller, read, out var found);
            if (previous is null && !found)
            {
                return null;
            }

            var continued = Write(read, previous, input);
            if (previous is not null && !store.Holds(previous))
            {
                // It went while it was read: half a conversation is none.
                return null;
            }

            request = new ContinuedRequest(caller, previous, input);
            return continued;
        }
        catch (JsonException)
        {
            // Boundary: what is wrong with it is told by whoever reads it next.
            return null;
        }
    }

    /// <summary>The value of a request's <c>input</c>; empty where it has none.</summary>
    public static ReadOnlyMemory<byte> InputOf(ReadOnlyMemory<byte> body)
    {
        var reader = new Utf8JsonReader(body.Span, StoredInput.Reading);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isInput = reader.ValueTextEquals("input"u8);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (isInput)
            {
                return body[start..(int)reader.BytesConsumed];
            }
        }

        return default;
    }

    private static ReadOnlyMemory<byte> Resolve(ResponseStore store, string caller, JsonBody body, out bool found)
    {
        found = false;
        if (!body.Root.TryArray("input"u8, out var items))
        {
            return body.Raw(body.Root, "input"u8).Memory.ToArray();
        }

        var input = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(input, JsonWriting.Options))
        {
            json.WriteStartArray();
            foreach (var item in items.EnumerateArray())
            {
                var kept = item.Text("type"u8) == "item_reference" && item.Text("id"u8) is { } id ? StoredInput.Find(store, caller, id) : default;
                found |= kept is not null;
                json.WriteRaw((kept ?? body.Raw(item).Memory).Span);
            }

            json.WriteEndArray();
        }

        // It is kept as long as the answer, and counted by its length: not the writer's larger buffer.
        return input.WrittenSpan.ToArray();
    }

    private static ReadOnlyMemory<byte> Write(JsonBody body, StoredAnswer? previous, ReadOnlyMemory<byte> input)
    {
        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output, JsonWriting.Options);
        json.WriteStartObject();
        var written = false;
        foreach (var member in body.Root.EnumerateObject())
        {
            if (member.NameEquals("input"u8))
            {
                Input(json, previous, input);
                written = true;
            }
            else if (previous is null || !member.NameEquals("previous_response_id"u8))
            {
                json.WritePropertyName(member.Name);
                json.WriteRaw(body.Raw(member.Value).Span);
            }
        }

        if (!written)
        {
            Input(json, previous, input);
        }

        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }

    private static void Input(Utf8JsonWriter json, StoredAnswer? previous, ReadOnlyMemory<byte> input)
    {
        json.WritePropertyName("input"u8);
        if (previous is null)
        {
            json.WriteRaw(input.Span);
            return;
        }

        var before = new Stack<StoredAnswer>();
        for (var at = previous; at is not null; at = at.Previous)
        {
            before.Push(at);
        }

        json.WriteStartArray();
        foreach (var answer in before)
        {
            StoredInput.WriteItems(json, answer.Input.Span);
            foreach (var item in answer.Items)
            {
                json.WriteRaw(item.Json.Span);
            }
        }

        StoredInput.WriteItems(json, input.Span);
        json.WriteEndArray();
    }
}
