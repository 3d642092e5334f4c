using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OllamaChat;

/// <summary>Writes a request of <c>/api/chat</c>.</summary>
internal static class OllamaRequestWriter
{
    public static void Write(Conversation conversation, RequestTarget target, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("model"u8, target.Model);
        OllamaMessageWriter.Write(conversation, target, json);
        // Left out, it means true.
        json.WriteBoolean("stream"u8, conversation.Stream);
        OllamaTools.Write(conversation, target, json);
        var extras = OllamaExtras.Sort(conversation, target);
        if (!extras.Has("format"))
        {
            Format(conversation.Output, json);
        }

        if (!extras.Has("think"))
        {
            OllamaThink.Write(conversation.Reasoning, target, json);
        }

        if (conversation.Logprobs is { } logprobs)
        {
            json.WriteBoolean("logprobs"u8, logprobs);
            json.WriteIf("top_logprobs"u8, conversation.TopLogprobs);
        }

        foreach (var extra in extras.Top)
        {
            json.WriteJson(extra.Name, extra.Value);
        }

        OllamaOptions.Write(conversation, extras.Options, json);
        Losses(conversation, target);
        json.WriteEndObject();
    }

    private static void Format(OutputFormat? output, Utf8JsonWriter json)
    {
        if (output is { Kind: OutputKind.Schema, Schema.IsEmpty: false })
        {
            json.WriteJson("format"u8, output.Schema);
        }
        else if (output is { Kind: not OutputKind.Text })
        {
            json.WriteString("format"u8, "json"u8);
        }
    }

    private static void Losses(Conversation conversation, RequestTarget target)
    {
        if (conversation.Choices is > 1)
        {
            target.LoseParameter("n", "Ollama gives one answer a call");
        }

        if (conversation.Verbosity is not null)
        {
            target.LoseParameter("verbosity", "Ollama has no place for it");
        }

        if (conversation.ServiceTier is not (null or "auto" or "default"))
        {
            target.LoseParameter("service_tier", "Ollama has no tiers");
        }

        if (conversation.User is not null)
        {
            target.LoseHint("user", "Ollama has no place for it");
        }

        if (!conversation.Metadata.IsEmpty)
        {
            target.LoseHint("metadata", "Ollama keeps no requests");
        }
    }
}
