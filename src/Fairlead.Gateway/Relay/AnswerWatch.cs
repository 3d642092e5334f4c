using Fairlead.Providers.Streaming;
using Fairlead.Providers.Translation;

namespace Fairlead.Gateway.Relay;

/// <summary>Watches an answer go by: has content come, has it failed, did it end, what was used. Reused from request to request.</summary>
internal sealed class AnswerWatch : IDisposable
{
    private readonly SseScanner _openAI = new();
    private readonly JsonUsageScanner _plain = new();

    public AnswerWatch() => Events = _openAI;

    /// <summary>The events of a stream.</summary>
    public StreamWatch Events { get; private set; }

    /// <summary>Turns the answer into the client's format; null where it is relayed as it is.</summary>
    public AnswerTranslation? Translation => Events as AnswerTranslation;

    /// <summary>Tokens as the upstream counted them; zeros where it did not say.</summary>
    public TokenUsage Usage => Events.UsageSeen ? Events.Usage : _plain.Usage;

    /// <summary>Watches an answer of another format than OpenAI's, or one that is translated.</summary>
    public void Follow(StreamWatch watch) => Events = watch;

    /// <summary>Looks at the next piece of a plain answer.</summary>
    public void PushPlain(ReadOnlySpan<byte> bytes) => _plain.Push(bytes);

    /// <summary>As new, and without the memory it held.</summary>
    public void Reset()
    {
        Events.Dispose();
        Events = _openAI;
        _openAI.Dispose();
        _plain.Dispose();
    }

    public void Dispose() => Reset();
}
