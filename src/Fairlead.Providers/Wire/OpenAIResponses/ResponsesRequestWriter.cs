using System.Text.Json;
using Fairlead.Providers.Profiles;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIResponses;

/// <summary>Writes a Responses request.</summary>
internal static class ResponsesRequestWriter
{
    // OpenAI's names in the chat format, which have the same meaning here.
    private static readonly string[] SharedWithChat = ["prompt_cache_key", "prompt_cache_retention", "safety_identifier", "store"];

    public static void Write(Conversation conversation, RequestTarget target, Utf8JsonWriter json)
    {
        var isOwn = conversation.Source == ResponsesDialect.FormatName;
        json.WriteStartObject();
        json.WriteString("model"u8, target.Model);
        json.WriteStartArray("input"u8);
        new ResponsesItemWriter(target, json).Write(conversation.Turns);
        json.WriteEndArray();
        if (conversation.Stream)
        {
            json.WriteBoolean("stream"u8, true);
        }

        json.WriteIf("max_output_tokens"u8, (long?)conversation.MaxOutputTokens);
        json.WriteIf("temperature"u8, Taken(conversation, target, "temperature", conversation.Temperature));
        json.WriteIf("top_p"u8, Taken(conversation, target, "top_p", conversation.TopP));
        ResponsesToolWriter.Write(conversation, target, json);
        ResponsesText.Write(json, conversation);
        if (conversation.Reasoning is { } reasoning)
        {
            ResponsesReasoning.Write(json, reasoning);
        }

        Logprobs(conversation, isOwn, json);
        json.WriteIf("safety_identifier"u8, conversation.User);
        json.WriteIf("service_tier"u8, conversation.ServiceTier);
        json.WriteJson("metadata"u8, conversation.Metadata);
        if (!isOwn)
        {
            Unkept(conversation, target, json);
        }

        Extras(conversation, isOwn, target, json);
        json.WriteEndObject();
        Losses(conversation, target);
    }

    private static double? Taken(Conversation conversation, RequestTarget target, string name, double? value)
    {
        // A request in this very format is the model's own to judge.
        if (value is null || conversation.Source == ResponsesDialect.FormatName || !target.Vendor.Chat.ThinkersRefuseSampling || !ThinkerSampling.Refuses(target.Model, name, conversation.Reasoning?.IsOn ?? false))
        {
            return value;
        }

        target.LoseParameter(name, "this model thinks, and takes no sampling parameters");
        return null;
    }

    private static void Logprobs(Conversation conversation, bool isOwn, Utf8JsonWriter json)
    {
        if (conversation.TopLogprobs is { } alternatives && (isOwn || conversation.Logprobs == true))
        {
            json.WriteNumber("top_logprobs"u8, alternatives);
        }
    }

    /// <summary>What other formats never do: the vendor keeps nothing, and so must give its thoughts along for the next turn.</summary>
    private static void Unkept(Conversation conversation, RequestTarget target, Utf8JsonWriter json)
    {
        if (!conversation.Extras.Exists(static extra => extra.Name == "store"))
        {
            json.WriteBoolean("store"u8, false);
        }

        // Models that do not think refuse to be asked for it (400 "Encrypted content is not supported with this model").
        var thinks = target.Vendor.Chat.Developer ? ChatQuirks.IsReasoningModel(target.Model) && !target.Model.Contains("-chat", StringComparison.Ordinal) : conversation.Reasoning?.IsOn ?? false;
        if (thinks || conversation.Logprobs == true)
        {
            json.WriteStartArray("include"u8);
            if (thinks)
            {
                json.WriteStringValue("reasoning.encrypted_content"u8);
            }

            if (conversation.Logprobs == true)
            {
                json.WriteStringValue("message.output_text.logprobs"u8);
            }

            json.WriteEndArray();
        }
    }

    private static void Extras(Conversation conversation, bool isOwn, RequestTarget target, Utf8JsonWriter json)
    {
        foreach (var bound in isOwn ? conversation.Bound : [])
        {
            json.WriteJson(bound.Name, bound.Value);
        }

        foreach (var extra in conversation.Extras)
        {
            // Clients of OpenAI's formats, and whoever configured the deployment, say with an unknown member what this vendor is to get.
            var chats = conversation.Source is "openai-chat" or "ext.ai";
            if (isOwn || extra.IsForTarget || chats && (!extra.IsKnown || SharedWithChat.Contains(extra.Name)))
            {
                json.WriteJson(extra.Name, extra.Value);
            }
            else
            {
                target.LoseParameter(extra.Name, "OpenAI's Responses API has no place for it");
            }
        }
    }

    private static void Losses(Conversation conversation, RequestTarget target)
    {
        Lose("top_k", conversation.TopK is not null);
        Lose("seed", conversation.Seed is not null);
        Lose("stop", conversation.Stop.Count > 0);
        Lose("presence_penalty", conversation.PresencePenalty is not (null or 0));
        Lose("frequency_penalty", conversation.FrequencyPenalty is not (null or 0));
        Lose("n", conversation.Choices is > 1);

        void Lose(string name, bool isThere)
        {
            if (isThere)
            {
                target.LoseParameter(name, "OpenAI's Responses API has no place for it");
            }
        }
    }
}
