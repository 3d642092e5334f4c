using System.Buffers;
using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.CohereChat;

/// <summary>Probabilities, both ways: Cohere's are of pieces of text, each of one or several tokens.</summary>
internal static class CohereLogprobs
{
    /// <summary>Pieces in OpenAI's form; a piece of several tokens is as probable as all of them together.</summary>
    public static RawJson Read(JsonElement pieces)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, JsonWriting.Options))
        {
            json.WriteStartArray();
            if (pieces.ValueKind == JsonValueKind.Array)
            {
                foreach (var piece in pieces.EnumerateArray())
                {
                    Piece(piece, json);
                }
            }
            else
            {
                Piece(pieces, json);
            }

            json.WriteEndArray();
        }

        return new RawJson(output.WrittenMemory);
    }

    /// <summary>Writes a token of OpenAI's form as a piece.</summary>
    public static void Write(JsonElement token, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("text"u8, token.Text("token"u8) ?? "");
        json.WriteStartArray("token_ids"u8);
        json.WriteEndArray();
        json.WriteStartArray("logprobs"u8);
        if (token.ValueKind == JsonValueKind.Object && token.TryGetProperty("logprob"u8, out var logprob) && logprob.ValueKind == JsonValueKind.Number)
        {
            logprob.WriteTo(json);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Piece(JsonElement piece, Utf8JsonWriter json)
    {
        if (!piece.TryArray("logprobs"u8, out var logprobs))
        {
            return;
        }

        json.WriteStartObject();
        json.WriteString("token"u8, piece.Text("text"u8) ?? "");
        var sum = 0.0;
        foreach (var logprob in logprobs.EnumerateArray())
        {
            sum += logprob.ValueKind == JsonValueKind.Number && logprob.TryGetDouble(out var number) && double.IsFinite(number) ? number : 0;
        }

        json.WriteNumber("logprob"u8, double.IsFinite(sum) ? sum : double.MinValue);
        json.WriteNull("bytes"u8);
        json.WriteStartArray("top_logprobs"u8);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
