using Fairlead.Providers.Streaming;

namespace Fairlead.Gateway.Relay;

/// <summary>Watches an answer go by: has content come, has it failed, did it end, what was used. Reused from request to request.</summary>
internal sealed class AnswerWatch : IDisposable
{
    private readonly JsonUsageScanner _plain = new();

    /// <summary>The events of a stream.</summary>
    public SseScanner Events { get; } = new();

    /// <summary>Tokens as the upstream counted them; zeros where it did not say.</summary>
    public TokenUsage Usage => Events.UsageSeen ? Events.Usage : _plain.Usage;

    /// <summary>Looks at the next piece of a plain answer.</summary>
    public void PushPlain(ReadOnlySpan<byte> bytes) => _plain.Push(bytes);

    /// <summary>As new, and without the memory it held.</summary>
    public void Reset()
    {
        Events.Dispose();
        _plain.Dispose();
    }

    public void Dispose() => Reset();
}
