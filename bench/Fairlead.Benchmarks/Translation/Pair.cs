namespace Fairlead.Benchmarks.Translation;

/// <summary>Whose client asks, and who answers.</summary>
public enum Pair
{
    /// <summary>A client of OpenAI's chat, answered by Anthropic's Messages.</summary>
    ChatToAnthropic,

    /// <summary>A client of OpenAI's chat, answered by Google's generateContent.</summary>
    ChatToGemini,

    /// <summary>A client of Anthropic's Messages, answered by OpenAI's chat.</summary>
    AnthropicToChat,
}
