using System.Text.Json;

namespace Fairlead.Providers.Simulated;

/// <summary>Ranks documents in Cohere's form: by the share of the query's words that they hold.</summary>
internal static class SimulatedRanking
{
    /// <summary>Weight of the shared words; the rest is each document's own and parts those that share as many.</summary>
    private const double Shared = 0.9;

    private const int Thousand = 1000;

    /// <summary>Writes the members of the answer.</summary>
    public static void Write(JsonElement request, Utf8JsonWriter json)
    {
        var documents = request.TryGetProperty("documents", out var given) && given.ValueKind == JsonValueKind.Array ? [.. given.EnumerateArray().Select(TextOf)] : Array.Empty<string>();
        var words = Words(SimulatedMedia.Text(request, "query") ?? "");
        var most = SimulatedMedia.Whole(request, "top_n", documents.Length, documents.Length);
        var withText = SimulatedMedia.Flag(request, "return_documents");
        var ranked = documents.Select((text, index) => (Index: index, Text: text, Score: Score(words, text)))
            .OrderByDescending(static one => one.Score).ThenBy(static one => one.Index).Take(most);

        json.WriteString("id", "rerank-simulated");
        json.WriteStartArray("results");
        foreach (var (index, text, score) in ranked)
        {
            json.WriteStartObject();
            json.WriteNumber("index", index);
            json.WriteNumber("relevance_score", score);
            if (withText)
            {
                json.WriteStartObject("document");
                json.WriteString("text", text);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("meta");
        json.WriteStartObject("billed_units");
        json.WriteNumber("search_units", 1);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string TextOf(JsonElement document) =>
        document.ValueKind == JsonValueKind.Object ? SimulatedMedia.Text(document, "text") ?? document.GetRawText() : document.ToString();

    private static double Score(HashSet<string> query, string text)
    {
        var share = query.Count == 0 ? 0 : (double)Words(text).Count(query.Contains) / query.Count;
        var own = (SimulatedInputs.Hash(text) % Thousand) / (double)Thousand;
        return Math.Round((Shared * share) + ((1 - Shared) * own), 4);
    }

    private static HashSet<string> Words(string text) =>
        text.Split([' ', '.', ',', '?', '!', '\n'], StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.OrdinalIgnoreCase);
}
