using System.Buffers;

namespace Fairlead.Providers.Simulated;

/// <summary>A body that comes at a set pace and may break: read as any upstream's.</summary>
internal abstract class SimulatedBody(TimeProvider time) : Stream
{
    private readonly ArrayBufferWriter<byte> _ready = new(512);
    private int _taken;

    protected TimeProvider Time { get; } = time;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_taken == _ready.WrittenCount)
        {
            _ready.ResetWrittenCount();
            _taken = 0;
            await FillAsync(_ready, cancellationToken).ConfigureAwait(false);
        }

        var count = Math.Min(buffer.Length, _ready.WrittenCount - _taken);
        _ready.WrittenSpan.Slice(_taken, count).CopyTo(buffer.Span);
        _taken += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Puts in what comes next, waiting for it; nothing at the end.</summary>
    protected abstract ValueTask FillAsync(ArrayBufferWriter<byte> ready, CancellationToken cancellationToken);

    /// <summary>Ends the body in the way the script says.</summary>
    protected async ValueTask EndAsync(SimulatedEnding ending, CancellationToken cancellationToken)
    {
        switch (ending)
        {
            case SimulatedEnding.Cut:
                throw new HttpIOException(HttpRequestError.ResponseEnded, "The simulated connection broke.");
            case SimulatedEnding.Hang:
                await Task.Delay(Timeout.InfiniteTimeSpan, Time, cancellationToken).ConfigureAwait(false);
                break;
        }
    }
}

/// <summary>Half of a plain answer, and then the break.</summary>
internal sealed class SimulatedHalfBody(byte[] whole, SimulatedEnding ending, TimeProvider time) : SimulatedBody(time)
{
    private bool _sent;

    protected override async ValueTask FillAsync(ArrayBufferWriter<byte> ready, CancellationToken cancellationToken)
    {
        if (!_sent)
        {
            _sent = true;
            ready.Write(whole.AsSpan(0, whole.Length / 2));
            return;
        }

        await EndAsync(ending, cancellationToken).ConfigureAwait(false);
    }
}
