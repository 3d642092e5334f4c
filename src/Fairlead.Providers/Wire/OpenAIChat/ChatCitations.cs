using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary>Citations in the chat format: <c>annotations</c> with <c>url_citation</c>; Perplexity's are a list of addresses beside the choices.</summary>
internal static class ChatCitations
{
    public static IReadOnlyList<Citation> Read(JsonBody body, JsonElement message)
    {
        if (!message.TryArray("annotations"u8, out var list) || list.GetArrayLength() == 0)
        {
            return [];
        }

        var citations = new List<Citation>();
        foreach (var item in list.EnumerateArray())
        {
            if (ReadOne(item, body.Raw(item)) is { } citation)
            {
                citations.Add(citation);
            }
        }

        return citations;
    }

    /// <summary>One annotation; null where it is of another kind.</summary>
    public static Citation? ReadOne(JsonElement item, RawJson raw) => item.TryObject("url_citation"u8, out var cited)
        ? new Citation
        {
            Url = cited.Text("url"u8),
            Title = cited.Text("title"u8),
            CitedText = cited.Text("content"u8),
            Start = (int?)cited.Number("start_index"u8),
            End = (int?)cited.Number("end_index"u8),
            Dialect = "openai-chat",
            Json = raw,
        }
        : null;

    /// <summary>The member <c>annotations</c>; nothing where no citation has an address.</summary>
    public static void Write(Utf8JsonWriter json, IEnumerable<Citation> citations)
    {
        var open = false;
        foreach (var citation in citations)
        {
            if (citation.Url is null)
            {
                continue;
            }

            if (!open)
            {
                json.WriteStartArray("annotations"u8);
                open = true;
            }

            json.WriteStartObject();
            json.WriteString("type"u8, "url_citation"u8);
            json.WriteStartObject("url_citation"u8);
            json.WriteString("url"u8, citation.Url);
            json.WriteString("title"u8, citation.Title ?? "");
            json.WriteNumber("start_index"u8, citation.Start ?? 0);
            json.WriteNumber("end_index"u8, citation.End ?? 0);
            json.WriteIf("content"u8, citation.CitedText);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        if (open)
        {
            json.WriteEndArray();
        }
    }
}
