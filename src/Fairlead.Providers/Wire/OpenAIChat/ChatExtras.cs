using System.Text.Json;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary>Which members of answers have no typed place, and which are an error.</summary>
internal static class ChatExtras
{
    /// <summary>A member of an answer or a chunk that nothing else reads.</summary>
    public static bool IsExtra(JsonProperty member) =>
        member.Value.ValueKind != JsonValueKind.Null
        // "obfuscation" is padding against length guessing, "p" Mistral's: neither is for anybody to read.
        && !(member.NameEquals("id"u8) || member.NameEquals("object"u8) || member.NameEquals("created"u8) || member.NameEquals("model"u8)
            || member.NameEquals("choices"u8) || member.NameEquals("usage"u8) || member.NameEquals("service_tier"u8)
            || member.NameEquals("obfuscation"u8) || member.NameEquals("p"u8));

    /// <summary>A member of a message or a delta that nothing else reads.</summary>
    public static bool IsMessageExtra(JsonProperty member) =>
        member.Value.ValueKind != JsonValueKind.Null
        && !(member.NameEquals("role"u8) || member.NameEquals("content"u8) || member.NameEquals("refusal"u8) || member.NameEquals("tool_calls"u8)
            || member.NameEquals("function_call"u8) || member.NameEquals("reasoning"u8) || member.NameEquals("reasoning_content"u8)
            || member.NameEquals("thinking_blocks"u8) || member.NameEquals("reasoning_details"u8) || member.NameEquals("annotations"u8)
            || member.NameEquals("images"u8) || member.NameEquals("audio"u8))
        && !IsEmptyList(member.Value);

    /// <summary>An error under a status of success. OpenRouter puts one beside choices; some servers write <c>"error":null</c> into every chunk.</summary>
    public static bool IsError(JsonElement root) =>
        root.ValueKind != JsonValueKind.Object
        || root.TryGetProperty("error"u8, out var error) && error.ValueKind is JsonValueKind.Object or JsonValueKind.String
        || root.TryGetProperty("object"u8, out var kind) && kind.ValueKind == JsonValueKind.String && kind.ValueEquals("error"u8);

    private static bool IsEmptyList(JsonElement value) => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0;
}
