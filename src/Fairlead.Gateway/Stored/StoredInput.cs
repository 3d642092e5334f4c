using System.Buffers;
using System.Text.Json;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Gateway.Stored;

/// <summary>The <c>input</c> of a request that was answered: a text, or items.</summary>
internal static class StoredInput
{
    /// <summary>As deep as requests are read.</summary>
    public static readonly JsonReaderOptions Reading = new() { MaxDepth = 128 };

    private const string IdStart = "msg_";
    private const string IdMiddle = "_in_";

    /// <summary>An item that was given or asked; null where it is not kept.</summary>
    public static ReadOnlyMemory<byte>? Find(ResponseStore store, string caller, string id)
    {
        var middle = id.LastIndexOf(IdMiddle, StringComparison.Ordinal);
        return store.FindItem(caller, id) is { } output ? output
            : middle > IdStart.Length && store.Find(caller, id[IdStart.Length..middle]) is { } answer ? Item(answer, id)
            : default(ReadOnlyMemory<byte>?);
    }

    /// <summary>Writes its items into an array that is open.</summary>
    public static void WriteItems(Utf8JsonWriter json, ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        if (input[0] != (byte)'[')
        {
            json.WriteStartObject();
            json.WriteString("role"u8, "user"u8);
            json.WritePropertyName("content"u8);
            json.WriteRaw(input);
            json.WriteEndObject();
            return;
        }

        var reader = new Utf8JsonReader(input, Reading);
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            json.WriteRaw(input[start..(int)reader.BytesConsumed]);
        }
    }

    /// <summary>Its items as clients read them again: each with an id, a type, and its content as parts.</summary>
    /// <param name="answer">The answer to it.</param>
    public static List<StoredItem> ItemsOf(StoredAnswer answer)
    {
        var list = new List<StoredItem>();
        var items = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(items, JsonWriting.Options))
        {
            json.WriteStartArray();
            WriteItems(json, answer.Input.Span);
            json.WriteEndArray();
        }

        using var body = JsonBody.Parse(items.WrittenMemory);
        foreach (var item in body.Root.EnumerateArray())
        {
            var id = item.Text("id"u8) ?? $"{IdStart}{answer.Id}{IdMiddle}{list.Count}";
            list.Add(new StoredItem(id, Whole(body, item, id)));
        }

        return list;
    }

    private static ReadOnlyMemory<byte>? Item(StoredAnswer answer, string id)
    {
        foreach (var item in ItemsOf(answer))
        {
            if (item.Id == id)
            {
                return item.Json;
            }
        }

        return null;
    }

    private static ReadOnlyMemory<byte> Whole(JsonBody body, JsonElement item, string id)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            return body.Raw(item).Memory;
        }

        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output, JsonWriting.Options);
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        if (item.Text("type"u8) is null)
        {
            json.WriteString("type"u8, "message"u8);
        }

        foreach (var member in item.EnumerateObject())
        {
            if (member.NameEquals("id"u8))
            {
                continue;
            }

            json.WritePropertyName(member.Name);
            if (member.NameEquals("content"u8) && member.Value.ValueKind == JsonValueKind.String)
            {
                json.WriteStartArray();
                json.WriteStartObject();
                json.WriteString("type"u8, item.Text("role"u8) == "assistant" ? "output_text"u8 : "input_text"u8);
                json.WritePropertyName("text"u8);
                json.WriteRaw(body.Raw(member.Value).Span);
                json.WriteEndObject();
                json.WriteEndArray();
            }
            else
            {
                json.WriteRaw(body.Raw(member.Value).Span);
            }
        }

        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }
}
