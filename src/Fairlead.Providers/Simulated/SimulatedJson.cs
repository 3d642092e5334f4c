using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Fairlead.Attempts;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;
using Fairlead.Selection;

namespace Fairlead.Providers.Simulated;

/// <summary>Writes what is no conversation: errors, and embeddings in OpenAI's format.</summary>
internal static class SimulatedJson
{
    /// <summary>An error's body.</summary>
    public static byte[] Error(SimulatedError error, Dialect dialect)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, JsonWriting.Options))
        {
            dialect.WriteError(AnswerErrorOf(error), "", json);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>An error as formats can tell it.</summary>
    public static AnswerError AnswerErrorOf(SimulatedError error) => new(FailureKind.None, error.Status, error.Message, error.Code, error.Type);

    /// <summary>The answer to an embedding call: unit vectors that are the same for the same input.</summary>
    public static byte[] Embeddings(SimulatedInputs request, SimulatedSettings settings, string model)
    {
        var vector = new float[request.Dimensions ?? settings.EmbeddingDimensions];
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("object", "list");
            json.WriteStartArray("data");
            for (var i = 0; i < request.Inputs.Count; i++)
            {
                Fill(vector, request.Inputs[i]);
                json.WriteStartObject();
                json.WriteString("object", "embedding");
                json.WriteNumber("index", i);
                WriteVector(json, vector, request.Base64);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("model", model);
            json.WriteStartObject("usage");
            json.WriteNumber("prompt_tokens", request.PromptTokens);
            json.WriteNumber("total_tokens", request.PromptTokens);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteVector(Utf8JsonWriter json, float[] vector, bool base64)
    {
        if (base64)
        {
            // Little-endian 32-bit floats, as the vendors' clients decode them; .NET runs on little-endian machines here.
            json.WriteBase64String("embedding", MemoryMarshal.AsBytes<float>(vector));
            return;
        }

        json.WriteStartArray("embedding");
        foreach (var number in vector)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    private static void Fill(float[] vector, ulong seed)
    {
        var random = RandomSource.Seeded(seed);
        var square = 0.0;
        for (var i = 0; i < vector.Length; i++)
        {
            vector[i] = (float)(2 * random.NextDouble() - 1);
            square += (double)vector[i] * vector[i];
        }

        var scale = square > 0 ? (float)(1 / Math.Sqrt(square)) : 1;
        for (var i = 0; i < vector.Length; i++)
        {
            vector[i] *= scale;
        }
    }
}
