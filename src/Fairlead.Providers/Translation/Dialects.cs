using Fairlead.Providers.Http;
using Fairlead.Providers.Wire.AnthropicMessages;
using Fairlead.Providers.Wire.BedrockConverse;
using Fairlead.Providers.Wire.CohereChat;
using Fairlead.Providers.Wire.Gemini;
using Fairlead.Providers.Wire.OllamaChat;
using Fairlead.Providers.Wire.OpenAIChat;
using Fairlead.Providers.Wire.OpenAICompletions;
using Fairlead.Providers.Wire.OpenAIResponses;

namespace Fairlead.Providers.Translation;

/// <summary>The formats that are spoken.</summary>
internal static class Dialects
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Dialect> All { get; } =
    [
        ChatDialect.Instance,
        CompletionsDialect.Instance,
        ConverseDialect.Instance,
        GeminiDialect.Instance,
        ResponsesDialect.Instance,
        MessagesDialect.Instance,
        OllamaDialect.Instance,
        CohereDialect.Instance,
    ];

    /// <summary>The format of a name: the whole, what stands before its first dash (<c>anthropic</c>), or behind it (<c>responses</c>); null where there is none. Of several the first.</summary>
    public static Dialect? Named(string name) =>
        All.FirstOrDefault(dialect => dialect.Name == name || dialect.Name.StartsWith(name + "-", StringComparison.Ordinal))
        ?? All.FirstOrDefault(dialect => dialect.Name.EndsWith("-" + name, StringComparison.Ordinal));

    /// <summary>The conversation format of an endpoint; null where it is none (embeddings), or is only ever relayed.</summary>
    public static Dialect? Of(Surface surface)
    {
        foreach (var dialect in All)
        {
            if (dialect.Surface == surface)
            {
                return dialect;
            }
        }

        return null;
    }

    /// <summary>The format in which an endpoint's errors are told: OpenAI's where it has none of its own.</summary>
    public static Dialect ForErrors(Surface surface) => Of(surface) ?? ChatDialect.Instance;
}
