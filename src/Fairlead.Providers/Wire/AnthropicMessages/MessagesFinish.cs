using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Wire.AnthropicMessages;

/// <summary><c>stop_reason</c>, both ways.</summary>
internal static class MessagesFinish
{
    /// <summary>The reason.</summary>
    /// <param name="text">As sent; null where none was.</param>
    /// <param name="hasCalls">Whether the answer calls tools of the client's.</param>
    public static FinishReason Read(string? text, bool hasCalls) => text switch
    {
        "max_tokens" => FinishReason.Length,
        "model_context_window_exceeded" => FinishReason.ContextWindow,
        "refusal" => FinishReason.ContentFilter,
        "pause_turn" => FinishReason.Pause,
        null => hasCalls ? FinishReason.ToolCalls : FinishReason.None,
        // A tool that stands for the answer's form is none.
        _ => hasCalls ? FinishReason.ToolCalls : FinishReason.Stop,
    };

    public static ReadOnlySpan<byte> Write(FinishReason reason, bool hasStopSequence) => reason switch
    {
        FinishReason.Length => "max_tokens"u8,
        FinishReason.ContextWindow => "model_context_window_exceeded"u8,
        FinishReason.ContentFilter => "refusal"u8,
        FinishReason.ToolCalls => "tool_use"u8,
        FinishReason.Pause => "pause_turn"u8,
        _ => hasStopSequence ? "stop_sequence"u8 : "end_turn"u8,
    };
}
