using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.CohereEmbed;

/// <summary>Answers, both ways: the vectors by the form of their numbers. Older answers have them without.</summary>
internal static class CohereEmbedAnswers
{
    public static EmbeddingAnswer Read(JsonBody body)
    {
        if (!body.Root.TryArray("embeddings"u8, out var vectors)
            && !(body.Root.TryObject("embeddings"u8, out var byType) && (byType.TryArray("float"u8, out vectors) || byType.TryArray("base64"u8, out vectors))))
        {
            throw new WireException("the answer has no 'embeddings' of numbers or base64");
        }

        var answer = new EmbeddingAnswer();
        foreach (var vector in vectors.EnumerateArray())
        {
            answer.Vectors.Add(EmbeddingVectors.Read(vector));
        }

        if (body.Root.TryObject("meta"u8, out var meta) && meta.TryObject("billed_units"u8, out var units) && units.Number("input_tokens"u8) is { } tokens)
        {
            answer.Usage = new AnswerUsage { Input = (int)Math.Clamp(tokens, 0, int.MaxValue) };
        }

        return answer;
    }

    public static void Write(EmbeddingAnswer answer, bool base64, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartObject("embeddings"u8);
        json.WriteStartArray(base64 ? "base64"u8 : "float"u8);
        foreach (var vector in answer.Vectors)
        {
            EmbeddingVectors.Write(json, vector, base64);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("meta"u8);
        json.WriteStartObject("billed_units"u8);
        json.WriteNumber("input_tokens"u8, answer.Usage?.Input ?? 0);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("response_type"u8, "embeddings_by_type"u8);
        json.WriteEndObject();
    }
}
