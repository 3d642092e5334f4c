using Microsoft.Extensions.AI;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary>Reads <c>finish_reason</c>, in the spellings OpenAI-compatible servers send.</summary>
internal static class FinishReasons
{
    /// <summary>The reason; null where the server gave none.</summary>
    /// <param name="text">As sent.</param>
    /// <param name="hasCalls">Whether the answer calls tools: a forced call ends with <c>stop</c> at OpenAI, with an empty text at others.</param>
    public static ChatFinishReason? Read(string? text, bool hasCalls) => text switch
    {
        null or "" => hasCalls ? ChatFinishReason.ToolCalls : null,
        "stop" or "eos" or "eos_token" or "end_turn" or "stop_sequence" or "completed" =>
            hasCalls ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
        "length" or "max_tokens" or "model_length" or "max_output_tokens" => ChatFinishReason.Length,
        "tool_calls" or "tool_use" or "function_call" => ChatFinishReason.ToolCalls,
        "content_filter" or "content_filtered" or "SAFETY" or "refusal" => ChatFinishReason.ContentFilter,
        _ => new ChatFinishReason(text),
    };
}
