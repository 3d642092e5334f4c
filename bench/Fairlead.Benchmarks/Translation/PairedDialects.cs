using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.AnthropicMessages;
using Fairlead.Providers.Wire.Gemini;
using Fairlead.Providers.Wire.OpenAIChat;

namespace Fairlead.Benchmarks.Translation;

/// <summary>The formats of a pair.</summary>
internal static class PairedDialects
{
    /// <summary>The client's.</summary>
    public static Dialect ClientOf(Pair pair) => pair == Pair.AnthropicToChat ? MessagesDialect.Instance : ChatDialect.Instance;

    /// <summary>The deployment's.</summary>
    public static Dialect UpstreamOf(Pair pair) => pair switch
    {
        Pair.ChatToAnthropic => MessagesDialect.Instance,
        Pair.ChatToGemini => GeminiDialect.Instance,
        _ => ChatDialect.Instance,
    };

    /// <summary>The deployment's vendor, and a model of it.</summary>
    public static (string Vendor, string Model) ModelOf(Pair pair) => pair switch
    {
        Pair.ChatToAnthropic => ("anthropic", "claude-sonnet-4-5"),
        Pair.ChatToGemini => ("gemini", "gemini-2.5-flash"),
        _ => ("openai", "gpt-4.1"),
    };
}
