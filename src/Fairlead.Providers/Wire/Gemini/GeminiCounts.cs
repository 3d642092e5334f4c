using Fairlead.Providers.Streaming;
using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Wire.Gemini;

/// <summary>The counts of <c>usageMetadata</c>, found by their names; what they add up to is as <see cref="GeminiUsage"/> has it.</summary>
internal readonly struct GeminiCounts
{
    private readonly long _input;
    private readonly long _output;
    private readonly long _cached;
    private readonly long _thoughts;

    // All names end so, but that of a detail's count, whose first letter is a small one.
    private static ReadOnlySpan<byte> End => "TokenCount"u8;

    /// <summary>Whether there was the prompt's count, or the total.</summary>
    public bool IsPresent { get; }

    /// <summary>As they are watched.</summary>
    public TokenUsage ToTokens() => new(Bounded(_input), Bounded(_output), Bounded(_cached));

    /// <summary>As they are told.</summary>
    public AnswerUsage ToUsage() => new() { Input = Bounded(_input), CachedInput = Bounded(_cached), Output = Bounded(_output), Reasoning = Bounded(_thoughts) };

    /// <summary>Reads them.</summary>
    /// <param name="data">An event, or its usage.</param>
    public GeminiCounts(ReadOnlySpan<byte> data)
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

        _input = Math.Max(prompt, 0) + tools;
        // Some models have counted thoughts within; the total tells.
        var isWithin = thoughts > 0 && answer >= thoughts && Math.Max(total, 0) == _input + answer;
        (_output, _cached, _thoughts) = (isWithin ? answer : answer + thoughts, cached, thoughts);
        IsPresent = prompt >= 0 || total >= 0;
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
