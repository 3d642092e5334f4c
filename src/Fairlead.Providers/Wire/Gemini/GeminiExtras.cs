using System.Collections.Frozen;
using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.Gemini;

/// <summary>Members of a request that have no canonical place, sorted: those of <c>generationConfig</c>, and those beside it. LiteLLM's spellings with underscores are known.</summary>
internal sealed class GeminiExtras
{
    private static readonly FrozenSet<string> ConfigMembers = new[]
    {
        "responseModalities", "speechConfig", "mediaResolution", "audioTimestamp", "imageConfig", "routingConfig", "modelConfig", "modelSelectionConfig",
        "enableEnhancedCivicAnswers", "enableAffectiveDialog", "thinkingConfig", "responseMimeType", "responseSchema", "responseJsonSchema", "responseFormat",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> TopMembers = new[]
    {
        "safetySettings", "cachedContent", "labels", "modelArmorConfig", "toolConfig", "serviceTier", "store",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Members of <c>generationConfig</c>.</summary>
    public List<ExtraMember> Config { get; } = [];

    /// <summary>Members beside it.</summary>
    public List<ExtraMember> Top { get; } = [];

    /// <summary>Whether Google itself defines a member of a request.</summary>
    public static bool IsMember(string name) => TopMembers.Contains(name);

    /// <summary>A member that only Google's format has a place for: what was cached is part of the prompt, what is filtered is each vendor's own.</summary>
    public static BoundMember Bind(string name, RawJson value) => new(
        name,
        value,
        name switch
        {
            "cachedContent" => LossKind.Content,
            "safetySettings" or "mediaResolution" or "audioTimestamp" or "enableEnhancedCivicAnswers" => LossKind.Hint,
            _ => LossKind.Parameter,
        },
        "only Google's format has a place for it");

    /// <summary>Whether a member is there.</summary>
    public bool Has(string name) => Config.Exists(extra => extra.Name == name) || Top.Exists(extra => extra.Name == name);

    /// <summary>Sorts a request's.</summary>
    public static GeminiExtras Sort(Conversation conversation, RequestTarget target)
    {
        var sorted = new GeminiExtras();
        var isOwn = conversation.Source == GeminiDialect.FormatName;
        foreach (var bound in isOwn ? conversation.Bound : [])
        {
            (IsMember(bound.Name) ? sorted.Top : sorted.Config).Add(new ExtraMember(bound.Name, bound.Value, IsKnown: true));
        }

        foreach (var extra in conversation.Extras)
        {
            var name = GeminiNames.Camel(extra.Name);
            // Clients that write OpenAI's format, and whoever configured the deployment, say with an unknown member what this vendor is to get.
            var isMeant = isOwn || extra.IsForTarget || !extra.IsKnown && conversation.Source is "openai-chat" or "ext.ai";
            if (isMeant && name == "generationConfig")
            {
                sorted.AddConfig(extra.Value);
            }
            else if (isMeant)
            {
                (ConfigMembers.Contains(name) ? sorted.Config : sorted.Top).Add(extra with { Name = ConfigMembers.Contains(name) || TopMembers.Contains(name) ? name : extra.Name });
            }
            else if (!GeminiModalities.Add(extra, sorted.Config))
            {
                target.LoseParameter(extra.Name, "Google's format has no place for it");
            }
        }

        return sorted;
    }

    /// <summary>Writes members.</summary>
    public static void Write(List<ExtraMember> extras, Utf8JsonWriter json)
    {
        foreach (var extra in extras)
        {
            json.WriteJson(extra.Name, extra.Value);
        }
    }

    private void AddConfig(RawJson value)
    {
        using var body = JsonBody.Parse(value.Memory);
        if (body.Root.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var member in body.Root.EnumerateObject())
        {
            Config.Add(new ExtraMember(GeminiNames.Camel(member.Name), body.Raw(member.Value), IsKnown: true));
        }
    }
}
