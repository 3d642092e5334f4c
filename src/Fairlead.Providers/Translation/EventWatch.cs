using Fairlead.Attempts;
using Fairlead.Providers.Http;
using Fairlead.Providers.Streaming;

namespace Fairlead.Providers.Translation;

/// <summary>Watches a stream by reading its events: for formats that have no scanner of their own, and for translations, which read them anyway.</summary>
internal class EventWatch : StreamWatch
{
    private readonly FrameSplitter _frames;
    private readonly AnswerStreamReader _reader;
    private AnswerError? _error;

    /// <summary>Prepares a watch over one stream.</summary>
    /// <param name="dialect">The stream's format.</param>
    public EventWatch(Dialect dialect)
    {
        _frames = dialect.NewSplitter();
        _reader = dialect.NewStreamReader(new Tap(this));
    }

    public override bool IsWhole => _reader.IsWhole;

    public override void Push(ReadOnlySpan<byte> chunk) => _frames.Push(chunk, _reader);

    public override void Complete()
    {
        _frames.Complete(_reader);
        _reader.Complete();
    }

    public override UpstreamFailure ErrorOf(in ReasonContext context) =>
        _error is { } error
            ? new UpstreamFailure(error.Kind, 200, "an error came within the stream: " + (error.Code ?? error.Message))
            : new UpstreamFailure(FailureKind.MalformedResponse, 200, "an error came within the stream");

    public override void Dispose() => _frames.Dispose();

    /// <summary>Passes an event on that was noted; an error before any content is not.</summary>
    protected virtual void Pass(in StreamEvent item)
    {
    }

    /// <summary>A sink that notes events and passes them on.</summary>
    protected AnswerSink NewTap() => new Tap(this);

    /// <summary>Notes what was used.</summary>
    protected void Note(in AnswerUsage usage)
    {
        Usage = new TokenUsage(usage.Input, usage.Output, usage.CachedInput, WrittenTokens: usage.CacheWrite);
        UsageSeen = true;
    }

    /// <summary>Whether a reason to finish is content by itself: only a plain stop may be the end of an answer that says nothing.</summary>
    protected static bool IsTelling(FinishReason reason) => reason is not (FinishReason.None or FinishReason.Stop);

    private void On(in StreamEvent item)
    {
        switch (item.Kind)
        {
            case StreamEventKind.Text or StreamEventKind.Reasoning or StreamEventKind.Refusal:
                Events++;
                ContentSeen |= !item.Text.IsEmpty;
                break;
            case StreamEventKind.EncryptedReasoning or StreamEventKind.ToolCall or StreamEventKind.Media or StreamEventKind.Opaque:
                Events++;
                ContentSeen = true;
                break;
            case StreamEventKind.ToolArguments:
                Events++;
                break;
            case StreamEventKind.Finish:
                FinishSeen = true;
                IsFiltered |= !ContentSeen && item.Finish == FinishReason.ContentFilter;
                ContentSeen |= IsTelling(item.Finish);
                break;
            case StreamEventKind.Usage:
                Note(item.Usage);
                break;
            case StreamEventKind.Error:
                ErrorSeen = true;
                ErrorBeforeContent = !ContentSeen;
                _error = item.Error;
                if (ErrorBeforeContent)
                {
                    return;
                }

                break;
        }

        Pass(item);
    }

    /// <summary>Sees the events go by.</summary>
    private sealed class Tap(EventWatch watch) : AnswerSink
    {
        public override void On(in StreamEvent item) => watch.On(item);
    }
}
