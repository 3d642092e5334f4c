using Fairlead.Providers.Streaming;

namespace Fairlead.Providers.Wire.Gemini;

/// <summary>The counts of <c>usageMetadata</c>, found by their names; what they add up to is as <see cref="GeminiUsage"/> has it.</summary>
internal static class GeminiCounts
{
    // All names end so, but that of a detail's count, whose first letter is a small one.
    private static ReadOnlySpan<byte> End => "TokenCount"u8;

    /// <summary>Reads them.</summary>
    /// <param name="data">An event, or its usage.</param>
    /// <param name="usage">What was used.</param>
    /// <returns>False where there is neither the prompt's count nor the total.</returns>
    public static bool TryRead(ReadOnlySpan<byte> data, out TokenUsage usage)
    {
        long prompt = -1, tools = 0, answer = 0, thoughts = 0, cached = 0, total = -1;
        for (int at = 0, hit; (hit = data[at..].IndexOf(End)) >= 0;)
        {
            var start = data[..(at + hit)].LastIndexOf((byte)'"') + 1;
            var name = data[start..(at + hit)];
            at += hit + End.Length;
            if (Value(data, at) is not { } count)
            {
                continue;
            }

            if (name.SequenceEqual("prompt"u8))
            {
                prompt = count;
            }
            else if (name.SequenceEqual("candidates"u8))
            {
                answer = count;
            }
            else if (name.SequenceEqual("total"u8))
            {
                total = count;
            }
            else if (name.SequenceEqual("thoughts"u8))
            {
                thoughts = count;
            }
            else if (name.SequenceEqual("cachedContent"u8))
            {
                cached = count;
            }
            else if (name.SequenceEqual("toolUsePrompt"u8))
            {
                tools = count;
            }
        }

        var input = Math.Max(prompt, 0) + tools;
        // Some models have counted thoughts within; the total tells.
        var isWithin = thoughts > 0 && answer >= thoughts && Math.Max(total, 0) == input + answer;
        usage = new TokenUsage(Bounded(input), Bounded(isWithin ? answer : answer + thoughts), Bounded(cached));
        return prompt >= 0 || total >= 0;
    }

    /// <summary>The number behind a name; null where there is none.</summary>
    private static long? Value(ReadOnlySpan<byte> data, int at)
    {
        if (at >= data.Length || data[at] != (byte)'"')
        {
            return null;
        }

        at = JsonKey.SkipSpace(data, at + 1);
        if (at >= data.Length || data[at] != (byte)':')
        {
            return null;
        }

        at = JsonKey.SkipSpace(data, at + 1);
        if (at >= data.Length || data[at] is < (byte)'0' or > (byte)'9')
        {
            return null;
        }

        long number = 0;
        while (at < data.Length && data[at] is >= (byte)'0' and <= (byte)'9')
        {
            number = Math.Min((10 * number) + data[at++] - '0', int.MaxValue);
        }

        return number;
    }

    private static int Bounded(long count) => (int)Math.Min(count, int.MaxValue);
}
