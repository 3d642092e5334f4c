using System.Collections.Frozen;
using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Wire.Gemini;

/// <summary><c>finishReason</c>, both ways.</summary>
internal static class GeminiFinish
{
    /// <summary>Google's words. Other vendors' look alike (Cohere's <c>COMPLETE</c>), and clients in types of their own fail at them.</summary>
    private static readonly FrozenSet<string> Words = new[]
    {
        "STOP", "MAX_TOKENS", "SAFETY", "RECITATION", "LANGUAGE", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "MODEL_ARMOR", "IMAGE_SAFETY",
        "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION", "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS", "MISSING_THOUGHT_SIGNATURE",
        "MALFORMED_RESPONSE",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The reason.</summary>
    /// <param name="text">As sent; null where none was.</param>
    /// <param name="hasCalls">Whether the answer calls functions, which ends with <c>STOP</c>.</param>
    public static FinishReason Read(string? text, bool hasCalls) => text switch
    {
        "MAX_TOKENS" => FinishReason.Length,
        "SAFETY" or "RECITATION" or "LANGUAGE" or "BLOCKLIST" or "PROHIBITED_CONTENT" or "SPII" or "MODEL_ARMOR"
            or "IMAGE_SAFETY" or "IMAGE_PROHIBITED_CONTENT" or "IMAGE_RECITATION" => FinishReason.ContentFilter,
        null => hasCalls ? FinishReason.ToolCalls : FinishReason.None,
        // A call of a function that was not offered is the client's to answer.
        _ when hasCalls => FinishReason.ToolCalls,
        "MALFORMED_FUNCTION_CALL" or "UNEXPECTED_TOOL_CALL" or "TOO_MANY_TOOL_CALLS" or "MISSING_THOUGHT_SIGNATURE" or "MALFORMED_RESPONSE" => FinishReason.Error,
        _ => FinishReason.Stop,
    };

    /// <summary>The word: the vendor's own where it is one of Google's for this very reason; null where the answer has not ended.</summary>
    public static string? Write(FinishReason reason, string? native, bool hasCalls)
    {
        if (native is not null && Words.Contains(native) && Read(native, hasCalls) == reason)
        {
            return native;
        }

        return reason switch
        {
            FinishReason.None => null,
            FinishReason.Length or FinishReason.ContextWindow => "MAX_TOKENS",
            FinishReason.ContentFilter => "SAFETY",
            FinishReason.Error => "OTHER",
            _ => "STOP",
        };
    }
}
