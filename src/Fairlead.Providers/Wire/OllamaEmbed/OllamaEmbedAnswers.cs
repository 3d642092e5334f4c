using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OllamaEmbed;

/// <summary>Answers, both ways.</summary>
internal static class OllamaEmbedAnswers
{
    public static EmbeddingAnswer Read(JsonBody body)
    {
        if (!body.Root.TryArray("embeddings"u8, out var vectors))
        {
            throw new WireException("the answer has no 'embeddings'");
        }

        var answer = new EmbeddingAnswer { Model = body.Root.Text("model"u8) ?? "" };
        foreach (var vector in vectors.EnumerateArray())
        {
            answer.Vectors.Add(EmbeddingVectors.Read(vector));
        }

        if (body.Root.Number("prompt_eval_count"u8) is { } count)
        {
            answer.Usage = new AnswerUsage { Input = (int)Math.Clamp(count, 0, int.MaxValue) };
        }

        foreach (var member in body.Root.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.Null && member.Name is not ("model" or "embeddings" or "prompt_eval_count"))
            {
                answer.Extras.Add(new ExtraMember(member.Name, body.Raw(member.Value), IsKnown: false));
            }
        }

        return answer;
    }

    public static void Write(EmbeddingAnswer answer, string model, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("model"u8, answer.Model.Length > 0 ? answer.Model : model);
        json.WriteStartArray("embeddings"u8);
        foreach (var vector in answer.Vectors)
        {
            EmbeddingVectors.Write(json, vector, base64: false);
        }

        json.WriteEndArray();
        json.WriteNumber("prompt_eval_count"u8, answer.Usage?.Input ?? 0);
        json.WriteEndObject();
    }
}
