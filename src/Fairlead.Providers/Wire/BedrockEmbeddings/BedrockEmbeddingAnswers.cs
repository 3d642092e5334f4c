using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.BedrockEmbeddings;

/// <summary>Answers of Titan (<c>embedding</c>) and of Cohere (<c>embeddings</c>, by type or not).</summary>
internal static class BedrockEmbeddingAnswers
{
    public static EmbeddingAnswer Read(JsonBody body)
    {
        var root = body.Root;
        var answer = new EmbeddingAnswer();
        if (root.TryArray("embedding"u8, out var vector))
        {
            answer.Vectors.Add(EmbeddingVectors.Read(vector));
            answer.Usage = root.Number("inputTextTokenCount"u8) is { } tokens ? new AnswerUsage { Input = (int)Math.Clamp(tokens, 0, int.MaxValue) } : null;
            return answer;
        }

        if (!root.TryArray("embeddings"u8, out var vectors) && !(root.TryObject("embeddings"u8, out var byType) && byType.TryArray("float"u8, out vectors)))
        {
            throw new WireException("the answer has no vectors of numbers");
        }

        foreach (var one in vectors.EnumerateArray())
        {
            answer.Vectors.Add(EmbeddingVectors.Read(one));
        }

        return answer;
    }

    public static void Write(EmbeddingAnswer answer, in EmbeddingModel model, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        if (model.IsCohere)
        {
            json.WriteStartArray("embeddings"u8);
            foreach (var vector in answer.Vectors)
            {
                EmbeddingVectors.Write(json, vector, base64: false);
            }

            json.WriteEndArray();
            json.WriteString("response_type"u8, "embeddings_floats"u8);
        }
        else if (answer.Vectors.Count > 0)
        {
            json.WritePropertyName("embedding"u8);
            EmbeddingVectors.Write(json, answer.Vectors[0], base64: false);
            json.WriteNumber("inputTextTokenCount"u8, answer.Usage?.Input ?? 0);
        }

        json.WriteEndObject();
    }
}
