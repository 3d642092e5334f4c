using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.CohereChat;

/// <summary>What an answer's text rests on, both ways: a stretch of it, and documents or results of tools.</summary>
internal static class CohereCitations
{
    /// <summary>Whether a citation is of the answer's text; others are of its plan.</summary>
    public static bool IsOfText(JsonElement item) => item.Text("type"u8) is null or "TEXT_CONTENT";

    /// <summary>Reads one.</summary>
    public static Citation Read(JsonElement item)
    {
        JsonElement document = default;
        string? id = null;
        if (item.TryArray("sources"u8, out var sources) && sources.GetArrayLength() > 0)
        {
            id = sources[0].Text("id"u8);
            if (!sources[0].TryObject("document"u8, out document))
            {
                sources[0].TryObject("tool_output"u8, out document);
            }
        }

        return new Citation
        {
            Url = document.Text("url"u8) ?? (id?.StartsWith("http", StringComparison.Ordinal) == true ? id : null),
            Title = document.Text("title"u8) ?? id,
            CitedText = document.Text("text"u8) ?? document.Text("snippet"u8) ?? document.Text("content"u8),
            Start = Place(item, "start"u8),
            End = Place(item, "end"u8),
            Dialect = CohereDialect.FormatName,
            Json = RawJson.Of(item.GetRawText()),
        };
    }

    /// <summary>Writes one: as it came, where it came from Cohere.</summary>
    /// <param name="citation">The citation.</param>
    /// <param name="text">The text it is of; empty where it is not known as a whole.</param>
    /// <param name="json">Gets it.</param>
    public static void Write(Citation citation, string text, Utf8JsonWriter json)
    {
        if (citation.Dialect == CohereDialect.FormatName)
        {
            json.WriteRawValue(citation.Json.Span, skipInputValidation: true);
            return;
        }

        var (start, end) = (citation.Start ?? 0, citation.End ?? 0);
        json.WriteStartObject();
        json.WriteNumber("start"u8, start);
        json.WriteNumber("end"u8, end);
        json.WriteString("text"u8, start >= 0 && start <= end && end <= text.Length ? text[start..end] : "");
        json.WriteStartArray("sources"u8);
        json.WriteStartObject();
        json.WriteString("type"u8, "document"u8);
        json.WriteString("id"u8, citation.Url ?? citation.Title ?? "");
        json.WriteStartObject("document"u8);
        json.WriteIf("title"u8, citation.Title);
        json.WriteIf("url"u8, citation.Url);
        json.WriteIf("text"u8, citation.CitedText);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteString("type"u8, "TEXT_CONTENT"u8);
        json.WriteEndObject();
    }

    private static int? Place(JsonElement item, ReadOnlySpan<byte> name) => item.Number(name) is >= 0 and <= int.MaxValue and var place ? (int)place : null;
}
