using System.Buffers;
using System.Buffers.Text;
using System.IO.Compression;
using System.Text.Json;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Translation.Reasoning;

/// <summary>Signed reasoning packed into a tool call's id: <c>{id}~r1~{base64url of Brotli of JSON}</c>. LiteLLM's <c>{id}__thought__{signature}</c> is read too.</summary>
/// <remarks>What comes back was in the client's hands; it is only ever sent to the vendor, who checks its own signature.</remarks>
internal static class ReasoningIds
{
    private const string Mark = "~r1~";
    private const string LiteLLMMark = "__thought__";

    /// <summary>Largest payload unpacked: above any model's budget of thoughts (64k tokens), below what could hurt.</summary>
    private const int MaxUnpacked = 1024 * 1024;

    // Thoughts compress to a third at the first levels already, and each level up costs more time than the bytes it saves on this path.
    private const int Quality = 3;
    private const int Window = 18;

    public static string Pack(CarriedReasoning reasoning)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json, JsonWriting.Options))
        {
            Write(writer, reasoning);
        }

        var packed = new byte[BrotliEncoder.GetMaxCompressedLength(json.WrittenCount)];
        return BrotliEncoder.TryCompress(json.WrittenSpan, packed, out var length, Quality, Window)
            ? reasoning.CallId + Mark + Base64Url.EncodeToString(packed.AsSpan(0, length))
            : reasoning.CallId;
    }

    public static CarriedReasoning? Unpack(string id)
    {
        var mark = id.IndexOf(Mark, StringComparison.Ordinal);
        if (mark >= 0)
        {
            return Read(id[..mark], id.AsSpan(mark + Mark.Length));
        }

        mark = id.IndexOf(LiteLLMMark, StringComparison.Ordinal);
        return mark < 0 ? null : new CarriedReasoning(id[..mark], [], new SignedState(SignedBy.Google, Utf8Text.Of(id[(mark + LiteLLMMark.Length)..])));
    }

    private static void Write(Utf8JsonWriter json, CarriedReasoning reasoning)
    {
        json.WriteStartObject();
        if (reasoning.Signature.IsPresent)
        {
            json.WriteNumber("by"u8, (int)reasoning.Signature.By);
            json.WriteText("sig"u8, reasoning.Signature.Value);
        }

        json.WriteStartArray("before"u8);
        foreach (var part in reasoning.Before)
        {
            json.WriteStartObject();
            json.WriteNumber("by"u8, (int)part.Signature.By);
            json.WriteText("sig"u8, part.Signature.Value);
            json.WriteText("text"u8, part.Text);
            json.WriteIf("id"u8, part.Id);
            json.WriteBoolean("enc"u8, part.IsEncrypted);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static CarriedReasoning? Read(string callId, ReadOnlySpan<char> packed)
    {
        var room = ArrayPool<byte>.Shared.Rent(MaxUnpacked);
        try
        {
            var compressed = new byte[Base64Url.GetMaxDecodedLength(packed.Length)];
            if (!Base64Url.TryDecodeFromChars(packed, compressed, out var length) || !BrotliDecoder.TryDecompress(compressed.AsSpan(0, length), room, out length))
            {
                return null;
            }

            using var body = JsonBody.Parse(room.AsSpan(0, length).ToArray());
            return Read(callId, body);
        }
        catch (Exception e) when (e is JsonException or WireException or FormatException)
        {
            // Boundary: an id from outside. What cannot be read is an id like any other.
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(room);
        }
    }

    private static CarriedReasoning Read(string callId, JsonBody body)
    {
        var before = new List<ReasoningPart>();
        if (body.Root.TryArray("before"u8, out var parts))
        {
            foreach (var part in parts.EnumerateArray())
            {
                before.Add(new ReasoningPart(body.Text(part, "text"u8))
                {
                    Id = part.Text("id"u8),
                    IsEncrypted = part.TryGetProperty("enc"u8, out var enc) && enc.ValueKind == JsonValueKind.True,
                    Signature = State(body, part),
                });
            }
        }

        return new CarriedReasoning(callId, before, State(body, body.Root));
    }

    private static SignedState State(JsonBody body, JsonElement element) =>
        new((SignedBy)(element.Number("by"u8) ?? 0), body.Text(element, "sig"u8));
}
