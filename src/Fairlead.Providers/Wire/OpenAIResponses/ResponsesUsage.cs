using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIResponses;

/// <summary><c>usage</c>, both ways.</summary>
internal static class ResponsesUsage
{
    /// <summary>The usage of a response; null where it holds none.</summary>
    public static AnswerUsage? Read(JsonElement response)
    {
        if (!response.TryObject("usage"u8, out var usage) || (usage.Number("input_tokens"u8) ?? usage.Number("output_tokens"u8)) is null)
        {
            return null;
        }

        usage.TryObject("input_tokens_details"u8, out var input);
        usage.TryObject("output_tokens_details"u8, out var output);
        var read = new AnswerUsage
        {
            Input = Count(usage, "input_tokens"u8),
            CachedInput = Count(input, "cached_tokens"u8),
            CacheWrite = Count(input, "cache_write_tokens"u8),
            Output = Count(usage, "output_tokens"u8),
            Reasoning = Count(output, "reasoning_tokens"u8),
            AudioInput = Count(input, "audio_tokens"u8),
            AudioOutput = Count(output, "audio_tokens"u8),
        };
        // xAI's chat counts reasoning beside the output; should its Responses do so, the total tells.
        return read.Reasoning > 0 && Count(usage, "total_tokens"u8) == (long)read.Input + read.Output + read.Reasoning
            ? read with { Output = read.Output + read.Reasoning }
            : read;
    }

    /// <summary>Writes the member.</summary>
    public static void Write(Utf8JsonWriter json, in AnswerUsage? told)
    {
        if (told is not { } usage)
        {
            json.WriteNull("usage"u8);
            return;
        }

        json.WriteStartObject("usage"u8);
        json.WriteNumber("input_tokens"u8, usage.Input);
        json.WriteStartObject("input_tokens_details"u8);
        json.WriteNumber("cached_tokens"u8, usage.CachedInput);
        if (usage.CacheWrite > 0)
        {
            json.WriteNumber("cache_write_tokens"u8, usage.CacheWrite);
        }

        json.WriteEndObject();
        json.WriteNumber("output_tokens"u8, usage.Output);
        json.WriteStartObject("output_tokens_details"u8);
        json.WriteNumber("reasoning_tokens"u8, usage.Reasoning);
        json.WriteEndObject();
        json.WriteNumber("total_tokens"u8, usage.Total);
        json.WriteEndObject();
    }

    private static int Count(JsonElement element, ReadOnlySpan<byte> name) => (int)Math.Clamp(element.Number(name) ?? 0, 0, int.MaxValue);
}
