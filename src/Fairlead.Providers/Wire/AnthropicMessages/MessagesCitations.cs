using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.AnthropicMessages;

/// <summary>What an answer's text rests on, both ways.</summary>
internal static class MessagesCitations
{
    /// <summary>Reads a text block's.</summary>
    public static IReadOnlyList<Citation> Read(JsonElement block) =>
        block.TryArray("citations"u8, out var list) ? [.. list.EnumerateArray().Select(static item => ReadOne(item))] : [];

    /// <summary>Reads one.</summary>
    public static Citation ReadOne(JsonElement item) => new()
    {
        Url = item.Text("url"u8),
        Title = item.Text("title"u8) ?? item.Text("document_title"u8),
        CitedText = item.Text("cited_text"u8),
        Dialect = MessagesDialect.FormatName,
        Json = RawJson.Of(item.GetRawText()),
    };

    /// <summary>Whether the format has a place for one: its own, and pages of the web.</summary>
    public static bool CanWrite(Citation citation) => citation.Dialect == MessagesDialect.FormatName || citation.Url is not null;

    /// <summary>Writes the member <c>citations</c>; nothing where there are none.</summary>
    public static void Write(TextPart text, Utf8JsonWriter json)
    {
        var open = false;
        foreach (var citation in text.Citations)
        {
            if (!CanWrite(citation))
            {
                continue;
            }

            if (!open)
            {
                json.WriteStartArray("citations"u8);
                open = true;
            }

            WriteOne(citation, json);
        }

        if (open)
        {
            json.WriteEndArray();
        }
    }

    /// <summary>Writes one: as it came, where it came in this format.</summary>
    public static void WriteOne(Citation citation, Utf8JsonWriter json)
    {
        if (citation.Dialect == MessagesDialect.FormatName)
        {
            json.WriteRawValue(citation.Json.Span, skipInputValidation: true);
            return;
        }

        json.WriteStartObject();
        json.WriteString("type"u8, "web_search_result_location"u8);
        json.WriteString("url"u8, citation.Url);
        json.WriteString("title"u8, citation.Title);
        json.WriteString("cited_text"u8, citation.CitedText ?? "");
        // Anthropic's own index into the search; clients expect a text here.
        json.WriteString("encrypted_index"u8, ""u8);
        json.WriteEndObject();
    }
}
