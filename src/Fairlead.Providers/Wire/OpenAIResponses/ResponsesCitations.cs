using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIResponses;

/// <summary>Annotations of a text, both ways: addresses; files and containers of OpenAI's, which stay as they came.</summary>
internal static class ResponsesCitations
{
    public static IReadOnlyList<Citation> Read(JsonBody body, JsonElement part)
    {
        if (!part.TryArray("annotations"u8, out var list) || list.GetArrayLength() == 0)
        {
            return [];
        }

        var citations = new List<Citation>();
        foreach (var item in list.EnumerateArray())
        {
            citations.Add(ReadOne(item, body.Raw(item)));
        }

        return citations;
    }

    /// <summary>One annotation.</summary>
    public static Citation ReadOne(JsonElement item, RawJson raw) => new()
    {
        Url = item.Text("url"u8),
        Title = item.Text("title"u8) ?? item.Text("filename"u8),
        Start = (int?)item.Number("start_index"u8),
        End = (int?)item.Number("end_index"u8),
        Dialect = ResponsesDialect.FormatName,
        Json = raw,
    };

    /// <summary>Whether the format has a place for it.</summary>
    public static bool Has(Citation citation) => citation.Dialect == ResponsesDialect.FormatName || citation.Url is not null;

    public static void Write(Utf8JsonWriter json, Citation citation)
    {
        if (citation.Dialect == ResponsesDialect.FormatName && !citation.Json.IsEmpty)
        {
            json.WriteRaw(citation.Json.Span);
            return;
        }

        json.WriteStartObject();
        json.WriteString("type"u8, "url_citation"u8);
        json.WriteString("url"u8, citation.Url);
        json.WriteString("title"u8, citation.Title ?? "");
        json.WriteNumber("start_index"u8, citation.Start ?? 0);
        json.WriteNumber("end_index"u8, citation.End ?? 0);
        json.WriteEndObject();
    }
}
