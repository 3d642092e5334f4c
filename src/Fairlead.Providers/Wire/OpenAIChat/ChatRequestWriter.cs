using System.Text.Json;
using Fairlead.Providers.Profiles;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary>Writes a chat request, as its vendor wants it.</summary>
internal static class ChatRequestWriter
{
    public static void Write(Conversation conversation, RequestTarget target, Utf8JsonWriter json)
    {
        var quirks = target.Vendor.Chat;
        json.WriteStartObject();
        json.WriteString("model"u8, target.Model);
        json.WriteStartArray("messages"u8);
        foreach (var turn in conversation.Turns)
        {
            ChatMessageWriter.Write(turn, target, json);
        }

        json.WriteEndArray();
        if (conversation.Stream)
        {
            json.WriteBoolean("stream"u8, true);
            if (!quirks.UsageUnasked)
            {
                // Without it there is no usage at the end of a stream, which whoever keeps accounts needs; the client sees it only if it asked.
                json.WriteStartObject("stream_options"u8);
                json.WriteBoolean("include_usage"u8, true);
                json.WriteEndObject();
            }
        }

        Sampling(conversation, target, json);
        ChatToolWriter.Write(conversation, target, json);
        if (conversation.Output is { } output)
        {
            ChatOutputFormat.Write(json, output);
        }

        Rest(conversation, target, json);
        json.WriteEndObject();
    }

    private static void Sampling(Conversation conversation, RequestTarget target, Utf8JsonWriter json)
    {
        var quirks = target.Vendor.Chat;
        if (conversation.MaxOutputTokens is { } most)
        {
            json.WriteNumber(quirks.MaxTokensFor(target.Model), most);
        }

        Number(json, target, "temperature", Taken(conversation, target, "temperature", conversation.Temperature));
        Number(json, target, "top_p", Taken(conversation, target, "top_p", conversation.TopP));
        Number(json, target, "presence_penalty", Taken(conversation, target, "presence_penalty", conversation.PresencePenalty));
        Number(json, target, "frequency_penalty", Taken(conversation, target, "frequency_penalty", conversation.FrequencyPenalty));
        if (conversation.TopK is { } topK)
        {
            if (quirks.TopK)
            {
                json.WriteNumber("top_k"u8, topK);
            }
            else
            {
                target.LoseParameter("top_k", $"{target.Vendor.Label} has no top_k");
            }
        }

        if (conversation.Seed is { } seed)
        {
            json.WriteNumber(quirks.Seed, seed);
        }

        if (conversation.Stop.Count > 0)
        {
            json.WriteStartArray("stop"u8);
            foreach (var stop in conversation.Stop)
            {
                json.WriteStringValue(stop);
            }

            json.WriteEndArray();
        }

        Count(json, target, "n", conversation.Choices);
        if (conversation.Logprobs is { } logprobs && Takes(target, "logprobs") && IsTaken(conversation, target, "logprobs"))
        {
            json.WriteBoolean("logprobs"u8, logprobs);
        }

        Count(json, target, "top_logprobs", Taken(conversation, target, "top_logprobs", conversation.TopLogprobs));
    }

    private static void Rest(Conversation conversation, RequestTarget target, Utf8JsonWriter json)
    {
        if (conversation.Reasoning is { } reasoning)
        {
            ChatReasoning.Write(reasoning, target, json);
        }

        Word(json, target, "verbosity", conversation.Verbosity);
        Word(json, target, "user", conversation.User);
        Word(json, target, "service_tier", conversation.ServiceTier);
        if (!conversation.Metadata.IsEmpty && Takes(target, "metadata"))
        {
            json.WriteJson("metadata"u8, conversation.Metadata);
        }

        foreach (var extra in conversation.Extras)
        {
            if (extra.IsForTarget || conversation.Source is "openai-chat" or "ext.ai")
            {
                if (Takes(target, extra.Name) && IsTaken(conversation, target, extra.Name))
                {
                    json.WriteJson(extra.Name, extra.Value);
                }
            }
            else
            {
                target.LoseParameter(extra.Name, "OpenAI's chat format has no place for it");
            }
        }
    }

    private static bool Takes(RequestTarget target, string name)
    {
        if (!target.Vendor.Chat.Refuses.Contains(name))
        {
            return true;
        }

        target.LoseParameter(name, $"{target.Vendor.Label} refuses it");
        return false;
    }

    private static T? Taken<T>(Conversation conversation, RequestTarget target, string name, T? value)
        where T : struct =>
        value is null || IsTaken(conversation, target, name) ? value : null;

    private static bool IsTaken(Conversation conversation, RequestTarget target, string name)
    {
        // A request in this very format is the model's own to judge.
        if (conversation.Source is "openai-chat" || !target.Vendor.Chat.ThinkersRefuseSampling || !ThinkerSampling.Refuses(target.Model, name, conversation.Reasoning?.IsOn ?? false))
        {
            return true;
        }

        target.LoseParameter(name, "this model thinks, and takes no sampling parameters");
        return false;
    }

    private static void Number(Utf8JsonWriter json, RequestTarget target, string name, double? value)
    {
        if (value is { } number && Takes(target, name))
        {
            json.WriteNumber(name, number);
        }
    }

    private static void Count(Utf8JsonWriter json, RequestTarget target, string name, int? value)
    {
        if (value is { } number && Takes(target, name))
        {
            json.WriteNumber(name, number);
        }
    }

    private static void Word(Utf8JsonWriter json, RequestTarget target, string name, string? value)
    {
        if (value is not null && Takes(target, name))
        {
            json.WriteString(name, value);
        }
    }
}
