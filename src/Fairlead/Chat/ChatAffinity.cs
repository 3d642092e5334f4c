using Fairlead.Affinity;
using Fairlead.Attempts;
using Fairlead.Model;
using Microsoft.Extensions.AI;

namespace Fairlead.Chat;

/// <summary>What may tie a chat request to the deployment that answered before. Reads only what the configuration goes by.</summary>
internal static class ChatAffinity
{
    public static RouteRequest Add(in RouteRequest request, RoutingModel model, IReadOnlyCollection<ChatMessage> messages, ChatOptions? options)
    {
        if (model.Affinity is not { } rules)
        {
            return request;
        }

        var route = RouteOptions.From(options?.AdditionalProperties);
        return request with
        {
            Affinity = new RequestAffinity
            {
                PreviousResponseId = options?.ConversationId,
                SessionId = route?.Session,
                Caller = route?.Caller,
                Prefix = (rules.All & AffinityKinds.Prefix) != 0 ? Prefix(messages, options) : null,
            },
        };
    }

    /// <summary>A conversation kept by the provider goes on under the id it answers with.</summary>
    public static void Remember(RouteSession session, string? conversationId)
    {
        if (conversationId is { Length: > 0 })
        {
            session.Remember(conversationId);
        }
    }

    private static PromptPrefix? Prefix(IReadOnlyCollection<ChatMessage> messages, ChatOptions? options)
    {
        var reader = new PromptPrefix.Reader();
        reader.Append(options?.Instructions);
        foreach (var message in messages)
        {
            if (reader.IsFull)
            {
                break;
            }

            reader.Append(message.Role.Value);
            foreach (var content in message.Contents)
            {
                if (content is TextContent text)
                {
                    reader.Append(text.Text);
                }
            }
        }

        return reader.Build();
    }
}
