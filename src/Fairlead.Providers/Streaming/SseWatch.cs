using Fairlead.Providers.Http;

namespace Fairlead.Providers.Streaming;

/// <summary>Watches a stream of server-sent events that is relayed: what all formats have in common, the cutting into events and the first error. Once warm, allocates nothing.</summary>
internal abstract class SseWatch : StreamWatch
{
    private readonly SseSplitter _events = new();
    private readonly Handler _handler;
    private byte[] _error = [];

    protected SseWatch() => _handler = new Handler(this);

    /// <summary>The first error's data; empty without one.</summary>
    public ReadOnlyMemory<byte> ErrorFrame => _error;

    public override void Push(ReadOnlySpan<byte> chunk) => _events.Push(chunk, _handler);

    public override void Complete() => _events.Complete(_handler);

    public override UpstreamFailure ErrorOf(in ReasonContext context) => FailureClassifier.ClassifyFrame(_error, context);

    public override void Reset()
    {
        base.Reset();
        _events.Reset();
        _error = [];
    }

    public override void Dispose()
    {
        Reset();
        _events.Dispose();
    }

    /// <summary>Looks at one event.</summary>
    /// <param name="name">Its name; empty where it has none.</param>
    /// <param name="data">Its data.</param>
    protected abstract void OnEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data);

    /// <summary>An event came that is too long to be looked into. Nothing so long is anything but content.</summary>
    /// <param name="name">Its name; empty where it has none.</param>
    protected virtual void OnLongEvent(ReadOnlySpan<byte> name)
    {
        Events++;
        ContentSeen = true;
    }

    /// <summary>An error came; the first one counts.</summary>
    /// <param name="data">What it says.</param>
    protected void OnError(ReadOnlySpan<byte> data)
    {
        if (!ErrorSeen)
        {
            ErrorSeen = true;
            ErrorBeforeContent = !ContentSeen;
            _error = data.ToArray();
        }
    }

    private sealed class Handler(SseWatch watch) : FrameHandler
    {
        public override void OnFrame(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data) => watch.OnEvent(name, data);

        public override void OnLongFrame() => watch.OnLongEvent(default);

        public override void OnLongFrame(ReadOnlySpan<byte> name) => watch.OnLongEvent(name);
    }
}
