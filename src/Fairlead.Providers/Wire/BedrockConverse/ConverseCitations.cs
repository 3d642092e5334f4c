using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.BedrockConverse;

/// <summary>What an answer's text rests on, both ways.</summary>
internal static class ConverseCitations
{
    /// <summary>Reads a <c>citationsContent</c> block: a text and its citations.</summary>
    public static TextPart Read(JsonBody body, JsonElement content, RawJson mark)
    {
        var text = content.TryArray("content"u8, out var pieces)
            ? Utf8Texts.Join(pieces.EnumerateArray().Select(piece => body.Text(piece, "text"u8)))
            : default;
        var citations = content.TryArray("citations"u8, out var list) ? list.EnumerateArray().Select(static item => Read(item)).ToList() : [];
        return new TextPart(text) { Citations = citations, CacheControl = mark };
    }

    /// <summary>Reads one citation.</summary>
    public static Citation Read(JsonElement item)
    {
        item.TryObject("location"u8, out var location);
        location.TryObject("web"u8, out var web);
        var cited = item.TryArray("sourceContent"u8, out var sources)
            ? string.Concat(sources.EnumerateArray().Select(static source => source.Text("text"u8)))
            : "";
        return new Citation
        {
            Url = web.Text("url"u8),
            Title = item.Text("title"u8),
            CitedText = cited.Length == 0 ? null : cited,
            Dialect = ConverseDialect.FormatName,
            Json = RawJson.Of(item.GetRawText()),
        };
    }

    /// <summary>Writes a text with its citations, into an open block.</summary>
    public static void Write(TextPart text, Utf8JsonWriter json)
    {
        json.WriteStartObject("citationsContent"u8);
        json.WriteStartArray("content"u8);
        json.WriteStartObject();
        json.WriteText("text"u8, text.Text);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartArray("citations"u8);
        foreach (var citation in text.Citations)
        {
            Write(citation, json);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes one citation: as it came, where it came from Converse.</summary>
    public static void Write(Citation citation, Utf8JsonWriter json)
    {
        if (citation.Dialect == ConverseDialect.FormatName)
        {
            json.WriteRawValue(citation.Json.Span, skipInputValidation: true);
            return;
        }

        json.WriteStartObject();
        json.WriteIf("title"u8, citation.Title);
        if (citation.CitedText is { } cited)
        {
            json.WriteStartArray("sourceContent"u8);
            json.WriteStartObject();
            json.WriteString("text"u8, cited);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        if (citation.Url is { } url)
        {
            json.WriteStartObject("location"u8);
            json.WriteStartObject("web"u8);
            json.WriteString("url"u8, url);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
