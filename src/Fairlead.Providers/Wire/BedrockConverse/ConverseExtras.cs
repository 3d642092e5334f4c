using System.Collections.Frozen;
using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Wire.BedrockConverse;

/// <summary>
/// Members of a request that have no canonical place, sorted: Converse's own stand where they are, a vendor's own go to the model
/// (<c>additionalModelRequestFields</c>), as LiteLLM does.
/// </summary>
internal sealed class ConverseExtras
{
    /// <summary>The member whose members go to the model.</summary>
    public const string ModelFields = "additionalModelRequestFields";

    private static readonly FrozenSet<string> Members = new[]
    {
        "additionalModelResponseFieldPaths", "guardrailConfig", "outputConfig", "performanceConfig", "promptVariables", "requestMetadata", "serviceTier",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Converse's own.</summary>
    public List<ExtraMember> Top { get; } = [];

    /// <summary>The model's, as one object.</summary>
    public RawJson Fields { get; private set; }

    /// <summary>The model's, one by one.</summary>
    public List<ExtraMember> ForModel { get; } = [];

    /// <summary>Whether a member of Converse's own is there.</summary>
    public bool Has(string name) => Top.Exists(extra => extra.Name == name);

    /// <summary>Whether Converse itself defines a member.</summary>
    public static bool IsMember(string name) => Members.Contains(name);

    /// <summary>Sorts a request's.</summary>
    public static ConverseExtras Sort(Conversation conversation, RequestTarget target)
    {
        var sorted = new ConverseExtras();
        foreach (var extra in conversation.Extras)
        {
            // Clients that write OpenAI's format, and whoever configured the deployment, say with an unknown member what this vendor is to get.
            var meant = extra.IsForTarget || conversation.Source is "openai-chat" or "ext.ai" or ConverseDialect.FormatName;
            if (meant && extra.Name == ModelFields)
            {
                sorted.Fields = extra.Value;
            }
            else if (meant && IsMember(extra.Name))
            {
                sorted.Top.Add(extra);
            }
            else if (meant && !extra.IsKnown)
            {
                sorted.ForModel.Add(extra);
            }
            else
            {
                target.LoseParameter(extra.Name, "Converse has no place for it");
            }
        }

        return sorted;
    }
}
