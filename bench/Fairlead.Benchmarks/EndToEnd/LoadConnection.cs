using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Fairlead.Benchmarks.EndToEnd;

/// <summary>One client connection: sends a request, checks the answer, takes the times.</summary>
internal sealed class LoadConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly ReplyParser _reply = new();
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly LoadTally _tally;
    private readonly byte[] _request;
    private readonly Poller _poller;
    private readonly int _token;
    private readonly int _fd;
    private int _filled;
    private int _sent;
    private long _from;
    private int _eventEnd;
    private int _events;

    public LoadConnection(int port, byte[] request, LoadTally tally, Poller poller, int token)
    {
        (_request, _tally, _poller, _token) = (request, tally, poller, token);
        _socket.Connect(IPAddress.Loopback, port);
        _socket.Blocking = false;
        _fd = (int)_socket.Handle;
        poller.Add(_fd, token);
    }

    /// <summary>Sends a request; its time runs from when it was due, which an open loop's may have been a while ago.</summary>
    public void Start(long due)
    {
        _from = due;
        _sent = 0;
        _eventEnd = 0;
        _events = 0;
        _reply.Reset();
        Flush();
    }

    /// <summary>Goes on sending what did not fit.</summary>
    public void Flush()
    {
        var before = _sent;
        var count = Native.Send(_fd, _request.AsSpan(_sent));
        _sent += Math.Max(0, count);
        if (_sent < _request.Length)
        {
            _poller.WatchWrites(_fd, _token, watch: true);
        }
        else if (before > 0)
        {
            _poller.WatchWrites(_fd, _token, watch: false);
        }
    }

    public bool Sending => _sent < _request.Length;

    /// <summary>Reads once; true when the answer is complete.</summary>
    public bool Read()
    {
        var count = Native.Receive(_fd, _buffer.AsSpan(_filled));
        if (count == 0)
        {
            throw new IOException("The connection was closed in the middle of an answer.");
        }

        var now = Stopwatch.GetTimestamp();
        _filled += Math.Max(0, count);
        var hadBody = _reply.BodyLength > 0;
        var used = _reply.Feed(_buffer.AsSpan(0, _filled));
        _buffer.AsSpan(used, _filled - used).CopyTo(_buffer);
        _filled -= used;
        if (!hadBody && _reply.BodyLength > 0)
        {
            _tally.FirstByte.Add(now - _from);
        }

        if (_tally.Plan.Streams)
        {
            TakeEvents(now);
        }

        return _reply.Done && Finish(now);
    }

    public void Dispose() => _socket.Dispose();

    private void TakeEvents(long now)
    {
        while (true)
        {
            var rest = _reply.Body[_eventEnd..];
            var end = rest.IndexOf("\n\n"u8);
            if (end < 0)
            {
                return;
            }

            var ev = rest[..end];
            _eventEnd += end + 2;
            _events++;
            var mark = ev.IndexOf(MockReplies.TimeMark);
            if (mark >= 0 && Utf8Parser.TryParse(ev.Slice(mark + MockReplies.TimeMark.Length, MockReplies.TimeDigits), out long written, out _))
            {
                _tally.ChunkDelay.Add(now - written);
            }
        }
    }

    private bool Finish(long now)
    {
        _tally.Latency.Add(now - _from);
        _tally.Requests++;
        _tally.Events += _events;
        var right = _reply.Status == 200 && (_tally.Plan.Streams
            ? _events == _tally.Plan.UnitsPerRequest && _reply.Body.EndsWith("data: [DONE]\n\n"u8)
            : _reply.Body.SequenceEqual(MockReplies.Json));
        if (!right)
        {
            _tally.Fail($"status {_reply.Status}, {_reply.BodyLength} bytes, {_events} events: {System.Text.Encoding.UTF8.GetString(_reply.Body[..Math.Min(200, _reply.BodyLength)])}");
        }

        return true;
    }
}
