using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OllamaChat;

/// <summary>Members of a request that have no canonical place, sorted: what stands beside Ollama's options, and the options.</summary>
internal sealed class OllamaExtras
{
    /// <summary>Members beside the options.</summary>
    public List<ExtraMember> Top { get; } = [];

    /// <summary>Options.</summary>
    public List<ExtraMember> Options { get; } = [];

    /// <summary>Whether a member stands beside the options.</summary>
    public bool Has(string name) => Top.Exists(extra => extra.Name == name);

    /// <summary>Sorts a request's.</summary>
    public static OllamaExtras Sort(Conversation conversation, RequestTarget target)
    {
        var sorted = new OllamaExtras();
        foreach (var extra in conversation.Extras)
        {
            // Clients that write OpenAI's format, and whoever configured the deployment, say with an unknown member what this vendor is to get.
            var own = extra.IsForTarget || conversation.Source == OllamaDialect.FormatName;
            if (!own && (extra.IsKnown || conversation.Source is not ("openai-chat" or "ext.ai")))
            {
                target.LoseParameter(extra.Name, "Ollama has no place for it");
            }
            else if (extra.Name == "options")
            {
                sorted.Unpack(extra.Value);
            }
            else if (OllamaOptions.IsMember(extra.Name))
            {
                sorted.Top.Add(extra);
            }
            else
            {
                sorted.Add(extra);
            }
        }

        return sorted;
    }

    private void Unpack(RawJson options)
    {
        using var body = JsonBody.Parse(options.Memory);
        if (body.Root.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var option in body.Root.EnumerateObject())
        {
            Add(new ExtraMember(option.Name, body.Raw(option.Value), IsKnown: true));
        }
    }

    // An object has each name once.
    private void Add(ExtraMember option)
    {
        Options.RemoveAll(other => other.Name == option.Name);
        Options.Add(option);
    }
}
