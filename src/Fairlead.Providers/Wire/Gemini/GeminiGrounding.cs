using System.Text;
using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.Gemini;

/// <summary>What an answer's text rests on, as <c>groundingMetadata</c> (what a search found) and <c>citationMetadata</c> (what the model repeats) say it.</summary>
internal static class GeminiGrounding
{
    /// <summary>Reads a candidate's.</summary>
    /// <param name="candidate">The candidate.</param>
    /// <param name="text">Its text so far: places in it are counted in bytes by Google, in characters here.</param>
    /// <param name="citations">Gets them.</param>
    public static void Read(JsonElement candidate, ReadOnlySpan<byte> text, List<Citation> citations)
    {
        if (candidate.TryObjectMember("groundingMetadata"u8, out var grounding))
        {
            Grounding(grounding, text, citations);
        }

        if (candidate.TryObjectMember("citationMetadata"u8, out var repeated))
        {
            // AI Studio and Vertex AI name the list differently.
            foreach (var source in repeated.Items("citationSources"u8).Concat(repeated.Items("citations"u8)))
            {
                citations.Add(new Citation
                {
                    Url = source.Word("uri"u8),
                    Title = source.Word("title"u8),
                    Start = Characters(text, source.Number("startIndex"u8) ?? 0),
                    End = Characters(text, source.Number("endIndex"u8)),
                    Dialect = GeminiDialect.FormatName,
                    Json = RawJson.Of(source.GetRawText()),
                });
            }
        }
    }

    /// <summary>Writes citations of other vendors as what a search found; nothing where none has an address.</summary>
    public static void Write(IReadOnlyList<Citation> citations, Utf8JsonWriter json)
    {
        var cited = citations.Where(static citation => citation.Url is not null).ToList();
        if (cited.Count == 0)
        {
            return;
        }

        json.WriteStartObject("groundingMetadata"u8);
        json.WriteStartArray("groundingChunks"u8);
        foreach (var citation in cited)
        {
            json.WriteStartObject();
            json.WriteStartObject("web"u8);
            json.WriteString("uri"u8, citation.Url);
            json.WriteIf("title"u8, citation.Title);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Grounding(JsonElement grounding, ReadOnlySpan<byte> text, List<Citation> citations)
    {
        var chunks = grounding.Items("groundingChunks"u8).ToList();
        var used = new HashSet<int>();
        foreach (var support in grounding.Items("groundingSupports"u8))
        {
            support.TryObjectMember("segment"u8, out var segment);
            foreach (var index in support.Items("groundingChunkIndices"u8))
            {
                if (index.ValueKind == JsonValueKind.Number && index.TryGetInt32(out var at) && at >= 0 && at < chunks.Count)
                {
                    used.Add(at);
                    citations.Add(Of(chunks[at]) with
                    {
                        CitedText = segment.Word("text"u8),
                        Start = Characters(text, segment.Number("startIndex"u8) ?? 0),
                        End = Characters(text, segment.Number("endIndex"u8)),
                    });
                }
            }
        }

        for (var i = 0; i < chunks.Count; i++)
        {
            if (!used.Contains(i))
            {
                citations.Add(Of(chunks[i]));
            }
        }
    }

    private static Citation Of(JsonElement chunk)
    {
        // What was found in the web, in a store of the customer's, on a map.
        var source = chunk.TryObjectMember("web"u8, out var found) || chunk.TryObjectMember("retrievedContext"u8, out found) || chunk.TryObjectMember("maps"u8, out found) ? found : default;
        return new Citation { Url = source.Word("uri"u8), Title = source.Word("title"u8), Dialect = GeminiDialect.FormatName, Json = RawJson.Of(chunk.GetRawText()) };
    }

    private static int? Characters(ReadOnlySpan<byte> text, long? bytes) =>
        bytes is { } count ? Encoding.UTF8.GetCharCount(text[..(int)Math.Clamp(count, 0, text.Length)]) : null;
}
