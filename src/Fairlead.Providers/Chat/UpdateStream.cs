using Fairlead.Attempts;
using Fairlead.Providers.Streaming;
using Fairlead.Providers.Translation;
using Microsoft.Extensions.AI;

namespace Fairlead.Providers.Chat;

/// <summary>Turns the bytes of a stream into updates.</summary>
internal sealed class UpdateStream : IDisposable
{
    /// <summary>Room for a read: some events of a busy stream.</summary>
    public const int ReadSize = 4096;

    private readonly UpdateSink _sink = new();
    private readonly FrameSplitter _frames;
    private readonly AnswerStreamReader _reader;
    private bool _over;

    public UpdateStream(Dialect dialect)
    {
        _frames = dialect.NewSplitter();
        _reader = dialect.NewStreamReader(_sink);
    }

    /// <summary>Takes the next bytes; none at the end.</summary>
    public void Push(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.IsEmpty)
        {
            _frames.Push(bytes, _reader);
            return;
        }

        _frames.Complete(_reader);
        _reader.Complete();
        _over = true;
    }

    /// <summary>The next update; null until more bytes have come.</summary>
    /// <exception cref="UpstreamException">The stream failed, or ended before its end.</exception>
    public ChatResponseUpdate? Take()
    {
        if (_sink.Take() is { } update)
        {
            return update;
        }

        if (_sink.Error is { } error)
        {
            throw new UpstreamException(error.Kind, 200, "an error came after status 200: " + (error.Code ?? error.Message));
        }

        return _over && !_reader.IsWhole ? throw new UpstreamException(FailureKind.StreamBroken, 200, "the stream ended before its end") : null;
    }

    public void Dispose() => _frames.Dispose();
}
