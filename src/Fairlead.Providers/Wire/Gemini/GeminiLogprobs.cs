using System.Buffers;
using System.Text;
using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.Gemini;

/// <summary><c>logprobsResult</c>, both ways: the chosen tokens and their alternatives are two lists at Google, one at OpenAI.</summary>
internal static class GeminiLogprobs
{
    /// <summary>Reads a candidate's, in OpenAI's form; empty where there are none.</summary>
    public static RawJson Read(JsonElement candidate)
    {
        if (!candidate.TryObjectMember("logprobsResult"u8, out var result) || result.Items("chosenCandidates"u8).ToList() is not { Count: > 0 } chosen)
        {
            return default;
        }

        var top = result.Items("topCandidates"u8).ToList();
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, JsonWriting.Options))
        {
            json.WriteStartArray();
            for (var i = 0; i < chosen.Count; i++)
            {
                json.WriteStartObject();
                Token(chosen[i], json);
                json.WriteStartArray("top_logprobs"u8);
                foreach (var other in i < top.Count ? top[i].Items("candidates"u8) : [])
                {
                    json.WriteStartObject();
                    Token(other, json);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return new RawJson(output.WrittenMemory);
    }

    /// <summary>Writes the member.</summary>
    /// <param name="logprobs">OpenAI's form, an array.</param>
    /// <param name="json">Gets it.</param>
    public static void Write(ReadOnlySpan<byte> logprobs, Utf8JsonWriter json)
    {
        var reader = new Utf8JsonReader(logprobs);
        using var document = JsonDocument.ParseValue(ref reader);
        json.WriteStartObject("logprobsResult"u8);
        json.WriteStartArray("chosenCandidates"u8);
        foreach (var token in document.RootElement.EnumerateArray())
        {
            Candidate(token, json);
        }

        json.WriteEndArray();
        json.WriteStartArray("topCandidates"u8);
        foreach (var token in document.RootElement.EnumerateArray())
        {
            json.WriteStartObject();
            json.WriteStartArray("candidates"u8);
            foreach (var other in token.Items("top_logprobs"u8))
            {
                Candidate(other, json);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Token(JsonElement candidate, Utf8JsonWriter json)
    {
        var token = candidate.Text("token"u8) ?? "";
        json.WriteString("token"u8, token);
        json.WriteNumber("logprob"u8, Probability(candidate, "logProbability"u8));
        json.WriteStartArray("bytes"u8);
        foreach (var one in Encoding.UTF8.GetBytes(token))
        {
            json.WriteNumberValue(one);
        }

        json.WriteEndArray();
    }

    private static void Candidate(JsonElement token, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("token"u8, token.Text("token"u8) ?? "");
        json.WriteNumber("logProbability"u8, Probability(token, "logprob"u8));
        json.WriteEndObject();
    }

    private static double Probability(JsonElement element, ReadOnlySpan<byte> name) =>
        element.TryMember(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) ? number : 0;
}
