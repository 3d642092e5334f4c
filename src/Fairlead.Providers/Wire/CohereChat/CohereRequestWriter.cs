using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.CohereChat;

/// <summary>Writes a request of <c>v2/chat</c>.</summary>
internal static class CohereRequestWriter
{
    public static void Write(Conversation conversation, RequestTarget target, Utf8JsonWriter json)
    {
        var extras = CohereExtras.Of(conversation, target);
        var documents = extras.Find(static extra => extra.Name == "documents").Value;
        json.WriteStartObject();
        json.WriteString("model"u8, target.Model);
        CohereMessageWriter.Write(conversation, target, json);
        json.WriteBoolean("stream"u8, conversation.Stream);
        CohereDocuments.Write(conversation, documents, json);
        var hasTools = CohereTools.Write(conversation, target, json);
        CohereSampling.Write(conversation, target, json);
        if (!extras.Exists(static extra => extra.Name == "response_format"))
        {
            CohereFormat.Write(conversation.Output, !hasTools && documents.IsEmpty && !CohereDocuments.Of(conversation).Any(), target, json);
        }

        CohereThinking.Write(conversation.Reasoning, target, json);
        foreach (var extra in extras)
        {
            if (extra.Name != "documents")
            {
                json.WriteJson(extra.Name, extra.Value);
            }
        }

        Losses(conversation, target);
        json.WriteEndObject();
    }

    private static void Losses(Conversation conversation, RequestTarget target)
    {
        if (conversation.Choices is > 1)
        {
            target.LoseParameter("n", "Cohere gives one answer a call");
        }

        if (conversation.TopLogprobs is > 0)
        {
            target.LoseParameter("top_logprobs", "Cohere tells the probabilities of the tokens it chose only");
        }

        if (conversation.Verbosity is not null)
        {
            target.LoseParameter("verbosity", "Cohere has no place for it");
        }

        if (conversation.ServiceTier is not (null or "auto" or "default"))
        {
            target.LoseParameter("service_tier", "Cohere has no such tiers");
        }

        if (conversation.User is not null)
        {
            target.LoseHint("user", "Cohere has no place for it");
        }

        if (!conversation.Metadata.IsEmpty)
        {
            target.LoseHint("metadata", "Cohere keeps no requests");
        }
    }
}
