using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.Gemini;

/// <summary>Writes a generateContent request. Model and streaming stand in its address.</summary>
internal static class GeminiRequestWriter
{
    /// <summary>The most stop texts a request may hold.</summary>
    private const int MaxStops = 5;

    /// <summary>Vertex AI, where some members are other ones.</summary>
    private const string Vertex = "vertex_ai";

    public static void Write(Conversation conversation, RequestTarget target, Utf8JsonWriter json)
    {
        var model = GeminiModel.Of(target.Model);
        var extras = GeminiExtras.Sort(conversation, target);
        json.WriteStartObject();
        new GeminiContentWriter(conversation, model, target, json).Write();
        GeminiToolWriter.Write(conversation, model, extras, target, json);
        json.WriteStartObject("generationConfig"u8);
        Sampling(conversation, target, json);
        GeminiOutput.Write(conversation, model, extras, target, json);
        if (!extras.Has("thinkingConfig"))
        {
            GeminiThinking.Write(conversation, model, target, json);
        }

        GeminiExtras.Write(extras.Config, json);
        json.WriteEndObject();
        Rest(conversation, extras, target, json);
        GeminiExtras.Write(extras.Top, json);
        json.WriteEndObject();
    }

    private static void Sampling(Conversation conversation, RequestTarget target, Utf8JsonWriter json)
    {
        json.WriteIf("maxOutputTokens"u8, conversation.MaxOutputTokens);
        json.WriteIf("temperature"u8, conversation.Temperature);
        json.WriteIf("topP"u8, conversation.TopP);
        json.WriteIf("topK"u8, conversation.TopK);
        // 32 bits at Google; the same seed stays the same.
        json.WriteIf("seed"u8, conversation.Seed is { } seed ? seed is >= int.MinValue and <= int.MaxValue ? seed : seed & int.MaxValue : null);
        json.WriteIf("presencePenalty"u8, conversation.PresencePenalty);
        json.WriteIf("frequencyPenalty"u8, conversation.FrequencyPenalty);
        json.WriteIf("candidateCount"u8, conversation.Choices);
        json.WriteIf("responseLogprobs"u8, conversation.Logprobs);
        json.WriteIf("logprobs"u8, conversation.TopLogprobs);
        var stops = conversation.Stop.FindAll(static stop => stop.Length > 0);
        if (stops.Count > MaxStops)
        {
            target.LoseParameter("stop", "Google takes five stop texts");
        }

        if (stops.Count > 0)
        {
            json.WriteStartArray("stopSequences"u8);
            foreach (var stop in stops.Take(MaxStops))
            {
                json.WriteStringValue(stop);
            }

            json.WriteEndArray();
        }
    }

    private static void Rest(Conversation conversation, GeminiExtras extras, RequestTarget target, Utf8JsonWriter json)
    {
        if (!conversation.Metadata.IsEmpty && !extras.Has("labels"))
        {
            if (target.Vendor.Name == Vertex)
            {
                json.WriteJson("labels"u8, conversation.Metadata);
            }
            else
            {
                target.LoseHint("metadata", "AI Studio keeps none");
            }
        }

        // "auto" and "default" are what is done where nothing is asked for.
        if (conversation.ServiceTier is { } tier and not ("auto" or "default") && !extras.Has("serviceTier"))
        {
            if (target.Vendor.Name != Vertex && tier is "flex" or "priority")
            {
                json.WriteString("serviceTier"u8, tier);
            }
            else
            {
                target.LoseParameter("service_tier", $"Google has no tier '{tier}' here");
            }
        }

        if (conversation.Verbosity is not null)
        {
            target.LoseParameter("verbosity", "Google's format has no place for it");
        }

        if (conversation.User is not null)
        {
            target.LoseHint("user", "Google's format has no place for it");
        }
    }
}
