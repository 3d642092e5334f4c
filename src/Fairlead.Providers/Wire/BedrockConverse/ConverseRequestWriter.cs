using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.BedrockConverse;

/// <summary>Writes a Converse request. Model and streaming stand in its address.</summary>
internal static class ConverseRequestWriter
{
    public static void Write(Conversation conversation, RequestTarget target, Utf8JsonWriter json)
    {
        var model = ConverseModel.Of(target.Model);
        var thinking = ConverseReasoning.Plan(conversation, model, target);
        var form = ConverseOutput.Plan(conversation, model, thinking, target);
        var extras = ConverseExtras.Sort(conversation, target);
        json.WriteStartObject();
        ConverseMessageWriter.Write(conversation, model, target, json);
        Inference(conversation, model, thinking, target, json);
        ConverseToolWriter.Write(conversation, model, form, thinking, target, json);
        ConverseOutput.Write(form, json);
        Tier(conversation, extras, target, json);
        Metadata(conversation, extras, target, json);
        foreach (var extra in extras.Top)
        {
            json.WriteJson(extra.Name, extra.Value);
        }

        if (conversation.Stop.Count > 0 && model.Family == ConverseFamily.Claude && !extras.Has("additionalModelResponseFieldPaths"))
        {
            ConverseStopPaths.Write(json, conversation.Stream);
        }

        ConverseModelFields.Write(conversation, model, thinking, extras, target, json);
        Losses(conversation, target);
        json.WriteEndObject();
    }

    private static void Inference(Conversation conversation, ConverseModel model, ConverseThinking thinking, RequestTarget target, Utf8JsonWriter json)
    {
        json.WriteStartObject("inferenceConfig"u8);
        if ((thinking.MaxTokens ?? conversation.MaxOutputTokens) is { } most && !thinking.TakesNoLimits)
        {
            json.WriteNumber("maxTokens"u8, most);
        }

        if (ConverseSampling.Temperature(conversation, model, thinking, target) is { } temperature)
        {
            json.WriteNumber("temperature"u8, temperature);
        }

        if (ConverseSampling.TopP(conversation, model, thinking, target) is { } topP)
        {
            json.WriteNumber("topP"u8, topP);
        }

        var stops = conversation.Stop.FindAll(static text => !string.IsNullOrWhiteSpace(text));
        if (stops.Count < conversation.Stop.Count)
        {
            target.LoseParameter("stop", "Bedrock takes no stop text of blanks");
        }

        if (stops.Count > 0)
        {
            json.WriteStartArray("stopSequences"u8);
            foreach (var stop in stops)
            {
                json.WriteStringValue(stop);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void Tier(Conversation conversation, ConverseExtras extras, RequestTarget target, Utf8JsonWriter json)
    {
        // "auto" is what is done where nothing is asked for.
        if (conversation.ServiceTier is not { } tier || tier == "auto" || extras.Has("serviceTier"))
        {
            return;
        }

        if (tier is "default" or "flex" or "priority" or "reserved")
        {
            json.WriteStartObject("serviceTier"u8);
            json.WriteString("type"u8, tier);
            json.WriteEndObject();
        }
        else
        {
            target.LoseParameter("service_tier", $"Bedrock has no tier '{tier}'");
        }
    }

    private static void Metadata(Conversation conversation, ConverseExtras extras, RequestTarget target, Utf8JsonWriter json)
    {
        if (!conversation.Metadata.IsEmpty && !extras.Has("requestMetadata"))
        {
            ConverseMetadata.Write(conversation.Metadata, target, json);
        }
    }

    private static void Losses(Conversation conversation, RequestTarget target)
    {
        if (conversation.Choices is > 1)
        {
            target.LoseParameter("n", "Converse gives one answer a call");
        }

        Lose(conversation.Seed is not null, "seed");
        Lose(conversation.PresencePenalty is not (null or 0), "presence_penalty");
        Lose(conversation.FrequencyPenalty is not (null or 0), "frequency_penalty");
        Lose(conversation.Logprobs == true, "logprobs");
        Lose(conversation.TopLogprobs is > 0, "top_logprobs");
        Lose(conversation.Verbosity is not null, "verbosity");
        if (conversation.User is not null)
        {
            target.LoseHint("user", "Converse has no place for it");
        }

        void Lose(bool asked, string name)
        {
            if (asked)
            {
                target.LoseParameter(name, "Converse has no place for it");
            }
        }
    }
}
