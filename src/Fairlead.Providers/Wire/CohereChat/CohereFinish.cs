using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Wire.CohereChat;

/// <summary><c>finish_reason</c>, both ways.</summary>
internal static class CohereFinish
{
    /// <summary>The reason.</summary>
    /// <param name="text">As sent; null where none was.</param>
    /// <param name="hasCalls">Whether the answer calls tools.</param>
    public static FinishReason Read(string? text, bool hasCalls) => text switch
    {
        "MAX_TOKENS" => FinishReason.Length,
        "ERROR_LIMIT" => FinishReason.ContextWindow,
        "ERROR_TOXIC" => FinishReason.ContentFilter,
        "ERROR" or "TIMEOUT" => FinishReason.Error,
        "TOOL_CALL" => FinishReason.ToolCalls,
        null => hasCalls ? FinishReason.ToolCalls : FinishReason.None,
        _ => hasCalls ? FinishReason.ToolCalls : FinishReason.Stop,
    };

    public static ReadOnlySpan<byte> Write(FinishReason reason, bool hasStopSequence) => reason switch
    {
        FinishReason.Length => "MAX_TOKENS"u8,
        FinishReason.ContextWindow => "ERROR_LIMIT"u8,
        FinishReason.ContentFilter => "ERROR_TOXIC"u8,
        FinishReason.ToolCalls => "TOOL_CALL"u8,
        FinishReason.Error => "ERROR"u8,
        _ => hasStopSequence ? "STOP_SEQUENCE"u8 : "COMPLETE"u8,
    };
}
