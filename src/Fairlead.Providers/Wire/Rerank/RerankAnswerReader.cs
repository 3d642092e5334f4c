using System.Text.Json;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.Rerank;

/// <summary>Reads an answer: the results, and what was used.</summary>
internal static class RerankAnswerReader
{
    public static RerankAnswer Read(JsonBody body, string list, int documents)
    {
        var root = body.Root;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(list, out var items) || items.ValueKind != JsonValueKind.Array)
        {
            throw new WireException($"the answer has no '{list}'");
        }

        var answer = new RerankAnswer { Id = root.Text("id"u8) };
        foreach (var item in items.EnumerateArray())
        {
            // Who tells no index ranks nothing; an index beyond the documents would be somebody else's answer.
            if (item.Number("index"u8) is not { } index || index < 0 || index >= documents)
            {
                throw new WireException("a result of the answer has no index of a document");
            }

            answer.Results.Add(new RerankResult((int)index, Score(item) ?? throw new WireException("a result of the answer has no score")));
        }

        Usage(root, answer);
        return answer;
    }

    // Amazon writes names in its own way.
    private static double? Score(JsonElement item) =>
        (item.TryGetProperty("relevance_score"u8, out var score) || item.TryGetProperty("relevanceScore"u8, out score)) && score.ValueKind == JsonValueKind.Number
            ? score.GetDouble()
            : null;

    private static void Usage(JsonElement root, RerankAnswer answer)
    {
        if (root.TryObject("usage"u8, out var usage))
        {
            answer.Tokens = (int?)(usage.Number("total_tokens"u8) ?? usage.Number("prompt_tokens"u8));
        }

        if (root.TryObject("meta"u8, out var meta))
        {
            answer.SearchUnits = meta.TryObject("billed_units"u8, out var billed) ? (int?)billed.Number("search_units"u8) : null;
            answer.Tokens ??= meta.TryObject("tokens"u8, out var tokens) ? (int?)tokens.Number("input_tokens"u8) : null;
        }
    }
}
