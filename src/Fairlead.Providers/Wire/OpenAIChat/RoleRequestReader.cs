using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary>Reads a request in a form that took OpenAI's first one over: the members they share, and which are the format's own.</summary>
/// <param name="body">The body.</param>
/// <param name="messages">Reads the messages.</param>
/// <param name="conversation">What is read, with what holds where the request says nothing.</param>
internal abstract class RoleRequestReader(JsonBody body, RoleMessageReader messages, Conversation conversation)
{
    /// <summary>The body.</summary>
    protected JsonBody Body => body;

    /// <summary>What is read.</summary>
    protected Conversation Conversation => conversation;

    public Conversation Read()
    {
        if (body.Root.ValueKind != JsonValueKind.Object)
        {
            throw new WireException("the body must be a JSON object");
        }

        foreach (var member in body.Root.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.Null)
            {
                Shared(member);
            }
        }

        End();
        return conversation;
    }

    /// <summary>Reads a member of the format's own, or keeps it as one nobody knows.</summary>
    protected abstract void Member(JsonProperty member);

    /// <summary>All members are read.</summary>
    protected virtual void End()
    {
    }

    private void Shared(JsonProperty member)
    {
        switch (member.Name)
        {
            case "model":
                break;
            case "messages":
                messages.Read(member.Value, conversation.Turns);
                break;
            case "tools":
                ChatToolReader.Tools(body, member.Value, conversation.Tools);
                break;
            case "stream":
                conversation.Stream = member.Value.Flag(member.Name);
                break;
            case "logprobs":
                conversation.Logprobs = member.Value.Flag(member.Name);
                break;
            default:
                Member(member);
                break;
        }
    }
}
