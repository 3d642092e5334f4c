using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Translation.Reasoning;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIResponses;

/// <summary>
/// Reasoning items. Their <c>encrypted_content</c> is OpenAI's own, or another vendor's signature packed for the way through a client that sends it back unread.
/// </summary>
internal static class ResponsesThoughts
{
    /// <summary>Between two parts of a summary, which are paragraphs.</summary>
    public static ReadOnlySpan<byte> Between => "\n\n"u8;

    /// <summary>Reads an answer's item; null where there is nothing in it.</summary>
    public static ReasoningPart? Read(JsonBody body, JsonElement item)
    {
        var state = new SignedState(SignedBy.OpenAI, body.Text(item, "encrypted_content"u8));
        var text = TextOf(body, item);
        return text.IsEmpty && !state.IsPresent
            ? null
            : new ReasoningPart(text) { Id = item.Text("id"u8), Signature = state, IsEncrypted = text.IsEmpty };
    }

    /// <summary>Reads an item that a client gives back.</summary>
    public static IReadOnlyList<ReasoningPart> ReadBack(JsonBody body, JsonElement item)
    {
        if (item.Text("encrypted_content"u8) is { } state && ReasoningIds.Unpack(state) is { Before.Count: > 0 } packed)
        {
            return packed.Before;
        }

        return Read(body, item) is { } part ? [part] : item.Text("id"u8) is { } id ? [new ReasoningPart(default) { Id = id }] : [];
    }

    /// <summary>Whether a vendor can read a signature. OpenAI's and Azure's are Fernet tokens, which begin alike in this decade; xAI's and others' are plain base64.</summary>
    public static bool IsFor(in SignedState state, RequestTarget target) =>
        state.IsFor(SignedBy.OpenAI) && target.Vendor.Chat.Developer == state.Value.Span.StartsWith("gAAAA"u8);

    /// <summary>What stands in <c>encrypted_content</c> of an answer; null for nothing.</summary>
    public static string? Sealed(in SignedState state, string itemId, Utf8Text text, bool hidden) =>
        !state.IsPresent ? null
        : state.By == SignedBy.OpenAI ? state.Value.ToString()
        : ReasoningIds.Pack(new CarriedReasoning(itemId, [new ReasoningPart(text) { IsEncrypted = hidden, Signature = state }], SignedState.None));

    /// <summary>Writes a whole item.</summary>
    public static void Write(Utf8JsonWriter json, string? id, Utf8Text text, string? sealedState)
    {
        json.WriteStartObject();
        json.WriteIf("id"u8, id);
        json.WriteString("type"u8, "reasoning"u8);
        json.WriteStartArray("summary"u8);
        if (!text.IsEmpty)
        {
            Summary(json, text.Span);
        }

        json.WriteEndArray();
        json.WriteIf("encrypted_content"u8, sealedState);
        json.WriteEndObject();
    }

    /// <summary>Writes a part of a summary.</summary>
    public static void Summary(Utf8JsonWriter json, ReadOnlySpan<byte> text)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "summary_text"u8);
        json.WriteString("text"u8, text);
        json.WriteEndObject();
    }

    // The summary, as OpenAI shows it; open models show the thought itself.
    private static Utf8Text TextOf(JsonBody body, JsonElement item)
    {
        var text = Paragraphs(body, item, "summary"u8);
        return text.IsEmpty ? Paragraphs(body, item, "content"u8) : text;
    }

    private static Utf8Text Paragraphs(JsonBody body, JsonElement item, ReadOnlySpan<byte> name)
    {
        if (!item.TryArray(name, out var list))
        {
            return default;
        }

        var texts = new List<Utf8Text>();
        foreach (var part in list.EnumerateArray())
        {
            if (body.Text(part, "text"u8) is { IsEmpty: false } text)
            {
                if (texts.Count > 0)
                {
                    texts.Add(new Utf8Text(Between.ToArray()));
                }

                texts.Add(text);
            }
        }

        return Utf8Texts.Join(texts);
    }
}
