using System.Collections.Frozen;
using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Wire.AnthropicMessages;

/// <summary>Members of requests that have no canonical place.</summary>
internal static class MessagesExtras
{
    /// <summary>How members of <c>output_config</c> are named here.</summary>
    public const string OutputConfig = "output_config.";

    // What Anthropic's reference names and other formats have no place for.
    private static readonly FrozenSet<string> Own = new[] { "container", "inference_geo", "mcp_servers" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The same, of which the answer is much the same without: how the vendor keeps the prompt short, how fast it answers, which previews it knows.</summary>
    private static readonly FrozenSet<string> Hints = new[] { "anthropic_beta", "anthropic_version", "betas", "context_management", "speed" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Keeps a member of a request in this format.</summary>
    public static void Keep(string name, RawJson value, Conversation conversation)
    {
        if (Own.Contains(name))
        {
            conversation.Bound.Add(new BoundMember(name, value, LossKind.Parameter, "only Anthropic has it"));
        }
        else if (Hints.Contains(name))
        {
            conversation.Bound.Add(new BoundMember(name, value, LossKind.Hint, "only Anthropic knows it"));
        }
        else
        {
            conversation.Extras.Add(new ExtraMember(name, value, IsKnown: false));
        }
    }

    /// <summary>Keeps a member of <c>output_config</c>: advice to the model (<c>task_budget</c>).</summary>
    public static void KeepOutputConfig(string name, RawJson value, Conversation conversation) =>
        conversation.Bound.Add(new BoundMember(OutputConfig + name, value, LossKind.Hint, "only Anthropic knows it"));

    /// <summary>Those that are sent: the format's own, and what clients of OpenAI's format, or whoever configured the deployment, say beside it.</summary>
    public static List<ExtraMember> Sent(Conversation conversation, RequestTarget target)
    {
        var isOwn = conversation.Source == MessagesDialect.FormatName;
        var sent = new List<ExtraMember>();
        foreach (var extra in conversation.Extras)
        {
            if (isOwn || extra.IsForTarget || conversation.Source is "openai-chat" or "ext.ai" && !extra.IsKnown)
            {
                sent.Add(extra);
            }
            else
            {
                target.LoseParameter(extra.Name, "Anthropic's Messages have no place for it");
            }
        }

        if (isOwn)
        {
            sent.AddRange(conversation.Bound.Where(static bound => !bound.Value.IsEmpty).Select(static bound => new ExtraMember(bound.Name, bound.Value, IsKnown: true)));
        }

        return sent;
    }
}
