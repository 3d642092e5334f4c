using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIEmbeddings;

/// <summary>Writes an embeddings answer, with its vectors in the form that was asked for.</summary>
internal static class OpenAIEmbeddingAnswerWriter
{
    public static void Write(EmbeddingAnswer answer, EmbeddingRequest request, string model, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        for (var i = 0; i < answer.Vectors.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("object"u8, "embedding"u8);
            json.WriteNumber("index"u8, i);
            json.WritePropertyName("embedding"u8);
            EmbeddingVectors.Write(json, answer.Vectors[i], request.Base64 == true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("model"u8, answer.Model.Length > 0 ? answer.Model : model);
        json.WriteStartObject("usage"u8);
        json.WriteNumber("prompt_tokens"u8, answer.Usage?.Input ?? 0);
        json.WriteNumber("total_tokens"u8, answer.Usage?.Input ?? 0);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
