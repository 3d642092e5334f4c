using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.BedrockConverse;

/// <summary><c>usage</c>, both ways: Bedrock counts cached tokens beside the input, and does not tell how many were thought.</summary>
internal static class ConverseUsage
{
    /// <summary>The usage; null where the element holds none.</summary>
    public static AnswerUsage? Read(JsonElement usage)
    {
        if (usage.ValueKind != JsonValueKind.Object || (usage.Number("inputTokens"u8) ?? usage.Number("totalTokens"u8)) is null)
        {
            return null;
        }

        var read = Count(usage, "cacheReadInputTokens"u8);
        var written = Count(usage, "cacheWriteInputTokens"u8);
        return new AnswerUsage
        {
            Input = (int)Math.Min((long)Count(usage, "inputTokens"u8) + read + written, int.MaxValue),
            CachedInput = read,
            CacheWrite = written,
            Output = Count(usage, "outputTokens"u8),
        };
    }

    public static void Write(Utf8JsonWriter json, in AnswerUsage usage)
    {
        json.WriteStartObject("usage"u8);
        json.WriteNumber("inputTokens"u8, Math.Max(0, usage.Input - usage.CachedInput - usage.CacheWrite));
        json.WriteNumber("outputTokens"u8, usage.Output);
        json.WriteNumber("totalTokens"u8, usage.Total);
        if (usage.CachedInput > 0 || usage.CacheWrite > 0)
        {
            json.WriteNumber("cacheReadInputTokens"u8, usage.CachedInput);
            json.WriteNumber("cacheWriteInputTokens"u8, usage.CacheWrite);
        }

        json.WriteEndObject();
    }

    private static int Count(JsonElement element, ReadOnlySpan<byte> name) => (int)Math.Clamp(element.Number(name) ?? 0, 0, int.MaxValue);
}
