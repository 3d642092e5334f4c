using System.Collections.Frozen;
using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Wire.CohereChat;

/// <summary>Members of a request that have no canonical place.</summary>
internal static class CohereExtras
{
    private static readonly FrozenSet<string> Members = new[]
    {
        "citation_options", "documents", "priority", "raw_prompting", "safety_mode",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether Cohere itself defines a member.</summary>
    public static bool IsMember(string name) => Members.Contains(name);

    /// <summary>Those that are sent; notes the others.</summary>
    public static List<ExtraMember> Of(Conversation conversation, RequestTarget target)
    {
        var sent = new List<ExtraMember>();
        foreach (var extra in conversation.Extras)
        {
            // Clients that write OpenAI's format, and whoever configured the deployment, say with an unknown member what this vendor is to get.
            var own = extra.IsForTarget || conversation.Source == CohereDialect.FormatName || conversation.Source is "openai-chat" or "ext.ai" && !extra.IsKnown;
            if (own)
            {
                sent.Add(extra);
            }
            else
            {
                target.LoseParameter(extra.Name, "Cohere has no place for it");
            }
        }

        return sent;
    }
}
