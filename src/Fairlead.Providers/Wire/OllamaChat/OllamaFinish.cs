using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Wire.OllamaChat;

/// <summary><c>done_reason</c>, both ways.</summary>
internal static class OllamaFinish
{
    /// <summary>The reason of an answer that is done.</summary>
    /// <param name="text">As sent; null from older servers. <c>load</c> and <c>unload</c> answer a request that asks for nothing else.</param>
    /// <param name="hasCalls">Whether the answer calls tools, which ends with <c>stop</c>.</param>
    public static FinishReason Read(string? text, bool hasCalls) => text switch
    {
        "length" => FinishReason.Length,
        _ => hasCalls ? FinishReason.ToolCalls : FinishReason.Stop,
    };

    public static ReadOnlySpan<byte> Write(FinishReason reason) => reason is FinishReason.Length or FinishReason.ContextWindow ? "length"u8 : "stop"u8;
}
