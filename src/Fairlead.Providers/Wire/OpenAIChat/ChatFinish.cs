using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary><c>finish_reason</c>, both ways, in the spellings that OpenAI's imitators send.</summary>
internal static class ChatFinish
{
    /// <summary>The reason.</summary>
    /// <param name="text">As sent; null or empty where none was.</param>
    /// <param name="hasCalls">Whether the answer calls tools: a forced call ends with <c>stop</c> at OpenAI, with an empty text at others.</param>
    public static FinishReason Read(string? text, bool hasCalls) => text switch
    {
        null or "" => hasCalls ? FinishReason.ToolCalls : FinishReason.None,
        "stop" or "eos" or "eos_token" or "end_turn" or "stop_sequence" or "completed" => hasCalls ? FinishReason.ToolCalls : FinishReason.Stop,
        "length" or "max_tokens" or "model_length" or "max_output_tokens" => FinishReason.Length,
        "tool_calls" or "tool_use" or "function_call" => FinishReason.ToolCalls,
        "content_filter" or "content_filtered" or "SAFETY" or "refusal" => FinishReason.ContentFilter,
        "error" or "insufficient_system_resource" => FinishReason.Error,
        _ => hasCalls ? FinishReason.ToolCalls : FinishReason.Stop,
    };

    public static ReadOnlySpan<byte> Write(FinishReason reason) => reason switch
    {
        FinishReason.Length or FinishReason.ContextWindow => "length"u8,
        FinishReason.ToolCalls => "tool_calls"u8,
        FinishReason.ContentFilter => "content_filter"u8,
        _ => "stop"u8,
    };
}
