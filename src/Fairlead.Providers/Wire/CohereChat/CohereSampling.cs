using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.CohereChat;

/// <summary>Writes how tokens are chosen. The ranges are those of Cohere's reference.</summary>
internal static class CohereSampling
{
    /// <summary>Most texts that end an answer.</summary>
    private const int MostStops = 5;

    public static void Write(Conversation conversation, RequestTarget target, Utf8JsonWriter json)
    {
        json.WriteIf("max_tokens"u8, conversation.MaxOutputTokens);
        json.WriteIf("temperature"u8, conversation.Temperature);
        if (conversation.TopP is { } topP)
        {
            // 1 takes every token into account; left out, it would be 0.75.
            json.WriteNumber("p"u8, Math.Clamp(topP, 0.01, 0.99));
        }

        json.WriteIf("k"u8, conversation.TopK);
        Penalty("presence_penalty", conversation.PresencePenalty, target, json);
        Penalty("frequency_penalty", conversation.FrequencyPenalty, target, json);
        json.WriteIf("seed"u8, conversation.Seed);
        json.WriteIf("logprobs"u8, conversation.Logprobs);
        if (conversation.Stop.Count == 0)
        {
            return;
        }

        if (conversation.Stop.Count > MostStops)
        {
            target.LoseParameter("stop", "Cohere takes five stop texts");
        }

        json.WriteStartArray("stop_sequences"u8);
        foreach (var stop in conversation.Stop.Take(MostStops))
        {
            json.WriteStringValue(stop);
        }

        json.WriteEndArray();
    }

    private static void Penalty(string name, double? value, RequestTarget target, Utf8JsonWriter json)
    {
        if (value is >= 0 and <= 1 and var penalty)
        {
            json.WriteNumber(name, penalty);
        }
        else if (value is not null)
        {
            target.LoseParameter(name, "Cohere takes 0 to 1");
        }
    }
}
