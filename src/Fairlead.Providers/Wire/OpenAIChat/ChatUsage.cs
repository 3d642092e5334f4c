using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary><c>usage</c>, both ways.</summary>
internal static class ChatUsage
{
    /// <summary>The usage; null where the element holds none.</summary>
    public static AnswerUsage? Read(JsonElement usage)
    {
        if (usage.ValueKind != JsonValueKind.Object || (usage.Number("prompt_tokens"u8) ?? usage.Number("total_tokens"u8)) is null)
        {
            return null;
        }

        usage.TryObject("prompt_tokens_details"u8, out var input);
        usage.TryObject("completion_tokens_details"u8, out var output);
        var prompt = Count(usage, "prompt_tokens"u8);
        var completion = Count(usage, "completion_tokens"u8);
        var reasoning = Count(output, "reasoning_tokens"u8);
        if (reasoning > 0 && Count(usage, "total_tokens"u8) == prompt + completion + reasoning)
        {
            // xAI counts reasoning beside completion_tokens; everywhere else it is within.
            completion += reasoning;
        }

        return new AnswerUsage
        {
            Input = prompt,
            // DeepSeek has a name of its own.
            CachedInput = Math.Max(Count(input, "cached_tokens"u8), Count(usage, "prompt_cache_hit_tokens"u8)),
            CacheWrite = Math.Max(Count(input, "cache_write_tokens"u8), Count(usage, "cache_creation_input_tokens"u8)),
            Output = completion,
            Reasoning = reasoning,
            AudioInput = Count(input, "audio_tokens"u8),
            AudioOutput = Count(output, "audio_tokens"u8),
        };
    }

    public static void Write(Utf8JsonWriter json, in AnswerUsage usage)
    {
        json.WriteStartObject("usage"u8);
        json.WriteNumber("prompt_tokens"u8, usage.Input);
        json.WriteNumber("completion_tokens"u8, usage.Output);
        json.WriteNumber("total_tokens"u8, usage.Total);
        json.WriteStartObject("prompt_tokens_details"u8);
        json.WriteNumber("cached_tokens"u8, usage.CachedInput);
        json.WriteNumber("audio_tokens"u8, usage.AudioInput);
        if (usage.CacheWrite > 0)
        {
            json.WriteNumber("cache_write_tokens"u8, usage.CacheWrite);
        }

        json.WriteEndObject();
        json.WriteStartObject("completion_tokens_details"u8);
        json.WriteNumber("reasoning_tokens"u8, usage.Reasoning);
        json.WriteNumber("audio_tokens"u8, usage.AudioOutput);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static int Count(JsonElement element, ReadOnlySpan<byte> name) => (int)Math.Clamp(element.Number(name) ?? 0, 0, int.MaxValue);
}
