namespace Fairlead.Providers.Streaming;

/// <summary>
/// Cuts an AWS event stream (<c>application/vnd.amazon.eventstream</c>) into its messages and checks both checksums of each. A message's frame is named by its
/// <c>:event-type</c> or <c>:exception-type</c>; an error that is told in headers only becomes a frame <c>error</c> with a JSON object of code and message.
/// </summary>
/// <remarks>
/// A message is <c>[length u32][headers' length u32][CRC of these 8 bytes][headers][payload][CRC of all before]</c>, big-endian. What does not fit its checksum cannot
/// be read on from: nothing tells where the next message begins.
/// </remarks>
internal sealed class EventStreamSplitter : FrameSplitter
{
    private const int Prelude = 12;

    private PooledBytes _kept;
    private int _length;
    private int _skip;
    private bool _isBroken;

    public override void Push(ReadOnlySpan<byte> chunk, FrameHandler handler)
    {
        while (!chunk.IsEmpty && !_isBroken)
        {
            if (_skip > 0)
            {
                var passed = Math.Min(_skip, chunk.Length);
                _skip -= passed;
                chunk = chunk[passed..];
            }
            else if (_kept.Length == 0 && chunk.Length >= Prelude)
            {
                Read(ref chunk, handler);
            }
            else
            {
                Keep(ref chunk, handler);
            }
        }
    }

    /// <summary>Does nothing: a message that is not whole cannot be checked.</summary>
    public override void Complete(FrameHandler handler)
    {
    }

    public override void Reset()
    {
        _kept.Clear();
        _skip = 0;
        _isBroken = false;
    }

    public override void Dispose()
    {
        Reset();
        _kept.Return();
    }

    /// <summary>A message that begins with the chunk: read where it lies, or kept as far as it has come.</summary>
    private void Read(ref ReadOnlySpan<byte> chunk, FrameHandler handler)
    {
        if (!Begin(chunk, handler))
        {
            return;
        }

        if (_length > MaxFrameBytes)
        {
            _skip = _length;
        }
        else if (chunk.Length < _length)
        {
            _kept.Append(chunk);
            chunk = default;
        }
        else
        {
            Message(chunk[.._length], handler);
            chunk = chunk[_length..];
        }
    }

    /// <summary>More of a message that came in pieces: first its prelude, which says how long it is.</summary>
    private void Keep(ref ReadOnlySpan<byte> chunk, FrameHandler handler)
    {
        var wanted = _kept.Length < Prelude ? Prelude : _length;
        var count = Math.Min(wanted - _kept.Length, chunk.Length);
        _kept.Append(chunk[..count]);
        chunk = chunk[count..];
        if (_kept.Length == Prelude && wanted == Prelude)
        {
            if (Begin(_kept.Span, handler) && _length > MaxFrameBytes)
            {
                _skip = _length - Prelude;
                _kept.Clear();
            }
        }
        else if (_kept.Length == _length && wanted == _length)
        {
            Message(_kept.Span, handler);
            _kept.Clear();
        }
    }

    /// <summary>Reads a prelude.</summary>
    /// <returns>Whether it is one.</returns>
    private bool Begin(ReadOnlySpan<byte> bytes, FrameHandler handler)
    {
        if (!EventStreamMessage.TryLength(bytes[..Prelude], out _length))
        {
            Break(handler);
            return false;
        }

        if (_length > MaxFrameBytes)
        {
            handler.OnLongFrame();
        }

        return true;
    }

    private void Message(ReadOnlySpan<byte> bytes, FrameHandler handler)
    {
        if (!EventStreamMessage.TryRead(bytes, out var message))
        {
            Break(handler);
        }
        else if (message.IsError)
        {
            handler.OnFrame("error"u8, message.ErrorDocument());
        }
        else
        {
            handler.OnFrame(message.Name, message.Payload.IsEmpty ? "{}"u8 : message.Payload);
        }
    }

    private void Break(FrameHandler handler)
    {
        _isBroken = true;
        _kept.Clear();
        handler.OnBrokenFrame();
    }
}
