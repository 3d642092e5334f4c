using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.CohereChat;

/// <summary><c>usage</c>, both ways: the tokens there were. Those that are billed are fewer, for Cohere's own part of the prompt is not.</summary>
internal static class CohereUsage
{
    /// <summary>The usage; null where the element holds none.</summary>
    public static AnswerUsage? Read(JsonElement usage)
    {
        if (!usage.TryObject("tokens"u8, out var tokens) && !usage.TryObject("billed_units"u8, out tokens))
        {
            return null;
        }

        return new AnswerUsage
        {
            Input = Count(tokens, "input_tokens"u8),
            CachedInput = Count(usage, "cached_tokens"u8),
            Output = Count(tokens, "output_tokens"u8),
            Reasoning = Count(tokens, "reasoning_tokens"u8),
        };
    }

    public static void Write(Utf8JsonWriter json, in AnswerUsage usage)
    {
        json.WriteStartObject("usage"u8);
        json.WriteStartObject("billed_units"u8);
        json.WriteNumber("input_tokens"u8, usage.Input);
        json.WriteNumber("output_tokens"u8, usage.Output);
        json.WriteEndObject();
        json.WriteStartObject("tokens"u8);
        json.WriteNumber("input_tokens"u8, usage.Input);
        json.WriteNumber("output_tokens"u8, usage.Output);
        if (usage.Reasoning > 0)
        {
            json.WriteNumber("reasoning_tokens"u8, usage.Reasoning);
        }

        json.WriteEndObject();
        if (usage.CachedInput > 0)
        {
            json.WriteNumber("cached_tokens"u8, usage.CachedInput);
        }

        json.WriteEndObject();
    }

    private static int Count(JsonElement element, ReadOnlySpan<byte> name) => (int)Math.Clamp(element.Number(name) ?? 0, 0, int.MaxValue);
}
