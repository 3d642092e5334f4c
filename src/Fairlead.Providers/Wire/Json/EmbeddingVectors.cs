using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;

namespace Fairlead.Providers.Wire.Json;

/// <summary>A vector as numbers, or as base64 of little-endian 32-bit floats.</summary>
internal static class EmbeddingVectors
{
    /// <summary>Reads either form.</summary>
    /// <exception cref="WireException">It is neither.</exception>
    public static float[] Read(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            return value.TryGetBytesFromBase64(out var bytes) && bytes.Length % sizeof(float) == 0
                ? FromBytes(bytes)
                : throw new WireException("a vector is not base64 of 32-bit floats");
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            throw new WireException("a vector is neither numbers nor base64");
        }

        var vector = new float[value.GetArrayLength()];
        var at = 0;
        foreach (var number in value.EnumerateArray())
        {
            vector[at++] = number.ValueKind == JsonValueKind.Number && number.TryGetSingle(out var real) && float.IsFinite(real) ? real : throw new WireException("a vector holds what is no number");
        }

        return vector;
    }

    /// <summary>Writes a value in one of the forms.</summary>
    public static void Write(Utf8JsonWriter json, float[] vector, bool base64)
    {
        if (base64)
        {
            var bytes = ArrayPool<byte>.Shared.Rent(vector.Length * sizeof(float));
            try
            {
                for (var i = 0; i < vector.Length; i++)
                {
                    BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), vector[i]);
                }

                json.WriteBase64StringValue(bytes.AsSpan(0, vector.Length * sizeof(float)));
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(bytes);
            }

            return;
        }

        json.WriteStartArray();
        foreach (var number in vector)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    private static float[] FromBytes(byte[] bytes)
    {
        var vector = new float[bytes.Length / sizeof(float)];
        for (var i = 0; i < vector.Length; i++)
        {
            // JSON has no word for what is no number: it could not be told on as numbers.
            vector[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(i * sizeof(float))) is var real && float.IsFinite(real)
                ? real
                : throw new WireException("a vector holds what is no number");
        }

        return vector;
    }
}
