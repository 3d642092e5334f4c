using System.Buffers.Text;
using System.Diagnostics;
using System.Net.Sockets;

namespace Fairlead.Benchmarks.EndToEnd;

/// <summary>What a request asks of the mock, in ticks.</summary>
internal readonly record struct MockRequest(long Delay, long Pace, int Events);

/// <summary>One connection to the mock: reads whole requests, writes answers or the next event of one.</summary>
internal sealed class MockConnection(Socket socket) : IDisposable
{
    /// <summary>Directives stand near a request's end; a prompt is not searched for them.</summary>
    private const int TailBytes = 512;

    private readonly int _fd = (int)socket.Handle;
    private readonly byte[] _scratch = new byte[MockReplies.StreamHead.Length + MockReplies.EventChunk.Length];
    private byte[] _buffer = new byte[8192];
    private int _filled;
    private int _head;
    private int _total;
    private int _eventsLeft;
    private bool _headSent;

    public bool Closed { get; private set; }

    public long Pace { get; private set; }

    /// <summary>Reads once; false when the peer closed.</summary>
    public bool Read()
    {
        if (_filled == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var count = Native.Receive(_fd, _buffer.AsSpan(_filled));
        _filled += Math.Max(0, count);
        return count != 0;
    }

    /// <summary>Takes a request that has arrived whole, body included.</summary>
    public bool TryTake(out MockRequest request)
    {
        request = default;
        if (_total == 0 && !TryReadHead())
        {
            return false;
        }

        if (_filled < _total)
        {
            return false;
        }

        var body = _buffer.AsSpan(_head, _total - _head);
        request = Directives(body.Length > TailBytes ? body[^TailBytes..] : body);
        _buffer.AsSpan(_total, _filled - _total).CopyTo(_buffer);
        _filled -= _total;
        _total = 0;
        return true;
    }

    public void Start(MockRequest request)
    {
        Pace = request.Pace;
        _eventsLeft = request.Events;
        _headSent = false;
    }

    /// <summary>Sends what is due; true when more will be.</summary>
    public bool SendNext()
    {
        if (_eventsLeft == 0)
        {
            Send(_headSent ? MockReplies.LastChunk : MockReplies.JsonReply);
            return false;
        }

        var length = 0;
        if (!_headSent)
        {
            MockReplies.StreamHead.CopyTo(_scratch, 0);
            length = MockReplies.StreamHead.Length;
            _headSent = true;
        }

        var chunk = _scratch.AsSpan(length);
        MockReplies.EventChunk.CopyTo(chunk);
        Utf8Formatter.TryFormat(
            Stopwatch.GetTimestamp(),
            chunk.Slice(MockReplies.EventTimeOffset, MockReplies.TimeDigits),
            out _,
            new System.Buffers.StandardFormat('D', MockReplies.TimeDigits));
        Send(_scratch.AsSpan(0, length + MockReplies.EventChunk.Length));
        _eventsLeft--;
        return true;
    }

    /// <summary>Sends all or gives the connection up: an answer always fits a socket's buffer unless the peer has stopped reading.</summary>
    public void Send(ReadOnlySpan<byte> bytes)
    {
        if (Native.Send(_fd, bytes) != bytes.Length)
        {
            throw new IOException("The peer does not read.");
        }
    }

    public void Dispose()
    {
        Closed = true;
        socket.Dispose();
    }

    private static MockRequest Directives(ReadOnlySpan<byte> tail)
    {
        var at = tail.LastIndexOf("\"bench-d"u8);
        if (at < 0)
        {
            return default;
        }

        tail = tail[(at + 8)..];
        var delay = Number(ref tail);
        var pace = Number(ref tail);
        var events = Number(ref tail);
        return new MockRequest(delay * Stopwatch.Frequency / 1_000_000, pace * Stopwatch.Frequency / 1_000_000, (int)events);
    }

    private static long Number(ref ReadOnlySpan<byte> text)
    {
        if (!Utf8Parser.TryParse(text, out long value, out var used))
        {
            throw new IOException("A directive without its number.");
        }

        text = text[Math.Min(text.Length, used + 2)..];
        return value;
    }

    private bool TryReadHead()
    {
        var bytes = _buffer.AsSpan(0, _filled);
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return false;
        }

        _head = end + 4;
        var length = HttpFields.ContentLength(bytes[.._head]);
        if (length < 0)
        {
            Send(MockReplies.Refusal);
            throw new IOException("A request must say its content-length.");
        }

        _total = _head + length;
        if (_buffer.Length < _total)
        {
            Array.Resize(ref _buffer, _total + 1024);
        }

        return true;
    }
}
