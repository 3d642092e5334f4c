using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;
using Fairlead.Providers.Wire.OpenAIChat;

namespace Fairlead.Providers.Wire.OpenAIEmbeddings;

/// <summary>Reads an embeddings answer: numbers, or base64 of little-endian 32-bit floats.</summary>
internal static class OpenAIEmbeddingAnswerReader
{
    public static EmbeddingAnswer Read(JsonBody body)
    {
        var root = body.Root;
        if (!root.TryArray("data"u8, out var items))
        {
            throw new WireException("the answer has no 'data'");
        }

        var vectors = new float[items.GetArrayLength()][];
        var place = 0;
        foreach (var item in items.EnumerateArray())
        {
            // The index says which input it belongs to; without one the order does.
            var index = item.Number("index"u8) ?? place;
            if (index < 0 || index >= vectors.Length || vectors[index] is not null)
            {
                throw new WireException("the answer's indices do not count its vectors");
            }

            vectors[index] = item.TryGetProperty("embedding"u8, out var vector) ? EmbeddingVectors.Read(vector) : throw new WireException("an item of the answer has no 'embedding'");
            place++;
        }

        var answer = new EmbeddingAnswer { Model = root.Text("model"u8) ?? "", Usage = root.TryGetProperty("usage"u8, out var usage) ? ChatUsage.Read(usage) : null };
        answer.Vectors.AddRange(vectors);
        foreach (var member in root.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.Null && member.Name is not ("object" or "data" or "model" or "usage"))
            {
                answer.Extras.Add(new ExtraMember(member.Name, body.Raw(member.Value), IsKnown: false));
            }
        }

        return answer;
    }
}
