using System.Collections.Frozen;
using System.Text.Json;
using Fairlead.Providers.Http;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.AnthropicMessages;

/// <summary>Writes a Messages request.</summary>
internal static class MessagesRequestWriter
{
    // Written from the conversation in any case: a second one by the same name would contradict it.
    private static readonly FrozenSet<string> Always = new[] { "anthropic_version", "model", "max_tokens", "messages", "system", "stream", "tools" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Writes it.</summary>
    /// <param name="conversation">What is asked.</param>
    /// <param name="target">Whom it is for.</param>
    /// <param name="onVertex">The body names the format's version instead of the model.</param>
    /// <param name="json">Gets it.</param>
    public static void Write(Conversation conversation, RequestTarget target, bool onVertex, Utf8JsonWriter json)
    {
        var model = MessagesModel.Of(target.Model);
        var thinking = MessagesReasoning.Plan(conversation, model, target);
        var form = MessagesOutput.Plan(conversation, model, thinking, target);
        var extras = MessagesExtras.Sent(conversation, target);
        extras.RemoveAll(extra => Always.Contains(extra.Name));
        json.WriteStartObject();
        if (onVertex)
        {
            json.WriteString("anthropic_version"u8, VertexClaudeBody.Version);
        }
        else
        {
            json.WriteString("model"u8, target.Model);
        }

        json.WriteNumber("max_tokens"u8, thinking.MaxTokens ?? conversation.MaxOutputTokens ?? MessagesReasoning.MostTokens(target));
        MessagesMessageWriter.Write(conversation, target, json);
        MessagesSampling.Write(conversation, model, thinking, target, json);
        if (!Has("stop_sequences"))
        {
            Stop(conversation, target, json);
        }

        MessagesToolWriter.Write(conversation, form, thinking, target, json);
        if (!Has("thinking"))
        {
            json.WriteJson("thinking"u8, thinking.Thinking);
        }

        if (!Has("output_config"))
        {
            OutputConfig(form, thinking, extras, json);
        }

        if (!Has("metadata"))
        {
            MessagesUser.Write(conversation, target, json);
        }

        Tier(conversation, target, json);
        if (conversation.Stream)
        {
            json.WriteBoolean("stream"u8, true);
        }

        foreach (var extra in extras)
        {
            if (!extra.Name.StartsWith(MessagesExtras.OutputConfig, StringComparison.Ordinal))
            {
                json.WriteJson(extra.Name, extra.Value);
            }
        }

        Losses(conversation, target);
        json.WriteEndObject();

        bool Has(string name) => extras.Exists(extra => extra.Name == name);
    }

    private static void Stop(Conversation conversation, RequestTarget target, Utf8JsonWriter json)
    {
        var stops = conversation.Stop.FindAll(static text => !string.IsNullOrWhiteSpace(text));
        if (stops.Count < conversation.Stop.Count)
        {
            target.LoseParameter("stop", "Anthropic takes no stop text of blanks");
        }

        if (stops.Count == 0)
        {
            return;
        }

        json.WriteStartArray("stop_sequences"u8);
        foreach (var stop in stops)
        {
            json.WriteStringValue(stop);
        }

        json.WriteEndArray();
    }

    private static void OutputConfig(MessagesOutput form, MessagesThinking thinking, List<ExtraMember> extras, Utf8JsonWriter json)
    {
        var others = extras.FindAll(static extra => extra.Name.StartsWith(MessagesExtras.OutputConfig, StringComparison.Ordinal));
        if (form.Form != MessagesForm.Native && thinking.Effort is null && others.Count == 0)
        {
            return;
        }

        json.WriteStartObject("output_config"u8);
        json.WriteIf("effort"u8, thinking.Effort);
        if (form.Form == MessagesForm.Native)
        {
            json.WriteStartObject("format"u8);
            json.WriteString("type"u8, "json_schema"u8);
            json.WriteJson("schema"u8, form.Format!.Schema);
            json.WriteEndObject();
        }

        foreach (var extra in others)
        {
            json.WriteJson(extra.Name[MessagesExtras.OutputConfig.Length..], extra.Value);
        }

        json.WriteEndObject();
    }

    private static void Tier(Conversation conversation, RequestTarget target, Utf8JsonWriter json)
    {
        if (conversation.ServiceTier is not { } tier)
        {
            return;
        }

        if (MessagesTier.ToRequest(tier) is { } own)
        {
            json.WriteString("service_tier"u8, own);
        }
        else
        {
            target.LoseParameter("service_tier", $"Anthropic has no tier '{tier}'");
        }
    }

    private static void Losses(Conversation conversation, RequestTarget target)
    {
        if (conversation.Choices is > 1)
        {
            target.LoseParameter("n", "Anthropic gives one answer a call");
        }

        Lose(conversation.Seed is not null, "seed");
        Lose(conversation.PresencePenalty is not (null or 0), "presence_penalty");
        Lose(conversation.FrequencyPenalty is not (null or 0), "frequency_penalty");
        Lose(conversation.Logprobs == true, "logprobs");
        Lose(conversation.TopLogprobs is > 0, "top_logprobs");
        Lose(conversation.Verbosity is not null, "verbosity");
        if (!conversation.Metadata.IsEmpty)
        {
            target.LoseHint("metadata", "Anthropic keeps nothing but a user's id");
        }

        void Lose(bool asked, string name)
        {
            if (asked)
            {
                target.LoseParameter(name, "Anthropic's Messages have no place for it");
            }
        }
    }
}
