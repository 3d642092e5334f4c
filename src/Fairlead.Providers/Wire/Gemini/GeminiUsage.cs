using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.Gemini;

/// <summary><c>usageMetadata</c>, both ways: Google counts thoughts beside the answer, and what its own tools read beside the prompt.</summary>
internal static class GeminiUsage
{
    /// <summary>The usage; null where the element holds none (a stream's first chunks may tell how the traffic is paid for only).</summary>
    public static AnswerUsage? Read(JsonElement usage)
    {
        if (!usage.TryMember("promptTokenCount"u8, out _) && !usage.TryMember("totalTokenCount"u8, out _))
        {
            return null;
        }

        var input = Count(usage, "promptTokenCount"u8) + Count(usage, "toolUsePromptTokenCount"u8);
        var thoughts = Count(usage, "thoughtsTokenCount"u8);
        var candidates = Count(usage, "candidatesTokenCount"u8);
        // Some models have counted thoughts within; the total tells.
        var isWithin = thoughts > 0 && candidates >= thoughts && Count(usage, "totalTokenCount"u8) == input + candidates;
        return new AnswerUsage
        {
            Input = Bounded(input),
            CachedInput = Bounded(Count(usage, "cachedContentTokenCount"u8)),
            Output = Bounded(isWithin ? candidates : candidates + thoughts),
            Reasoning = Bounded(thoughts),
            AudioInput = Sound(usage, "promptTokensDetails"u8),
            AudioOutput = Sound(usage, "candidatesTokensDetails"u8),
        };
    }

    public static void Write(Utf8JsonWriter json, in AnswerUsage usage)
    {
        json.WriteStartObject("usageMetadata"u8);
        json.WriteNumber("promptTokenCount"u8, usage.Input);
        json.WriteNumber("candidatesTokenCount"u8, Math.Max(0, usage.Output - usage.Reasoning));
        json.WriteNumber("totalTokenCount"u8, usage.Total);
        if (usage.CachedInput > 0)
        {
            json.WriteNumber("cachedContentTokenCount"u8, usage.CachedInput);
        }

        if (usage.Reasoning > 0)
        {
            json.WriteNumber("thoughtsTokenCount"u8, usage.Reasoning);
        }

        Sound(json, "promptTokensDetails"u8, usage.Input, usage.AudioInput);
        Sound(json, "candidatesTokensDetails"u8, usage.Output - usage.Reasoning, usage.AudioOutput);
        json.WriteEndObject();
    }

    private static void Sound(Utf8JsonWriter json, ReadOnlySpan<byte> name, int all, int sound)
    {
        if (sound == 0)
        {
            return;
        }

        json.WriteStartArray(name);
        Modality(json, "TEXT"u8, Math.Max(0, all - sound));
        Modality(json, "AUDIO"u8, sound);
        json.WriteEndArray();
    }

    private static void Modality(Utf8JsonWriter json, ReadOnlySpan<byte> name, int count)
    {
        json.WriteStartObject();
        json.WriteString("modality"u8, name);
        json.WriteNumber("tokenCount"u8, count);
        json.WriteEndObject();
    }

    private static int Sound(JsonElement usage, ReadOnlySpan<byte> name)
    {
        if (!usage.TryMember(name, out var details) || details.ValueKind != JsonValueKind.Array)
        {
            return 0;
        }

        foreach (var item in details.EnumerateArray())
        {
            if (item.TryMember("modality"u8, out var modality) && modality.ValueKind == JsonValueKind.String && modality.ValueEquals("AUDIO"u8))
            {
                return Bounded(Count(item, "tokenCount"u8));
            }
        }

        return 0;
    }

    private static long Count(JsonElement element, ReadOnlySpan<byte> name) => element.TryMember(name, out _) ? Math.Clamp(element.Number(name) ?? 0, 0, int.MaxValue) : 0;

    private static int Bounded(long count) => (int)Math.Min(count, int.MaxValue);
}
