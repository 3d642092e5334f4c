using System.Buffers.Binary;
using System.Text.Json;
using Fairlead.Attempts;
using Fairlead.Providers.Wire.Json;
using Fairlead.Providers.Wire.OpenAIChat;
using Microsoft.Extensions.AI;

namespace Fairlead.Providers.Chat;

/// <summary>Reads an embeddings answer: numbers, or base64 of little-endian 32-bit floats.</summary>
internal static class EmbeddingReader
{
    /// <exception cref="UpstreamException">It is no embeddings answer.</exception>
    public static GeneratedEmbeddings<Embedding<float>> Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return Read(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            throw new UpstreamException(FailureKind.MalformedResponse, 200, "the answer holds no embeddings", inner: exception);
        }
    }

    private static GeneratedEmbeddings<Embedding<float>> Read(JsonElement root)
    {
        ErrorAnswer.ThrowIfError(root);
        var items = root.GetProperty("data"u8);
        var vectors = new Embedding<float>[items.GetArrayLength()];
        var model = root.Text("model"u8);
        var place = 0;
        foreach (var item in items.EnumerateArray())
        {
            // The index says which input it belongs to; without one the order does.
            var index = (int)(item.Number("index"u8) ?? place);
            if ((uint)index >= (uint)vectors.Length || vectors[index] is not null)
            {
                throw new FormatException("The indices do not count the inputs.");
            }

            vectors[index] = new Embedding<float>(Vector(item.GetProperty("embedding"u8))) { ModelId = model };
            place++;
        }

        var result = new GeneratedEmbeddings<Embedding<float>>(vectors);
        if (root.TryGetProperty("usage"u8, out var usage))
        {
            result.Usage = ChatUsage.Read(usage) is { } read ? ResponseBuilder.Usage(read) : null;
        }

        return result;
    }

    private static float[] Vector(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            var bytes = value.GetBytesFromBase64();
            var decoded = new float[bytes.Length / sizeof(float)];
            for (var i = 0; i < decoded.Length; i++)
            {
                decoded[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(i * sizeof(float)));
            }

            return decoded;
        }

        var vector = new float[value.GetArrayLength()];
        var at = 0;
        foreach (var number in value.EnumerateArray())
        {
            vector[at++] = number.GetSingle();
        }

        return vector;
    }
}
