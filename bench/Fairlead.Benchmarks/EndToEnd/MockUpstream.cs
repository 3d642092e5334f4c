using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Fairlead.Benchmarks.EndToEnd;

/// <summary>The upstream: one thread, one epoll set, answers an OpenAI chat request with canned bytes, at once or paced.</summary>
/// <remarks>
/// The request's <c>user</c> field sets the pace: <c>bench-d{delay µs}-p{pace µs}-n{events}</c>; n = 0 asks for JSON in one piece.
/// Prints its port on the first line, and ends with its standard input.
/// </remarks>
internal sealed class MockUpstream : IDisposable
{
    private readonly Poller _poller = new();
    private readonly PriorityQueue<MockConnection, long> _due = new();
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<MockConnection?> _connections = [null];

    public static int Run()
    {
        using var mock = new MockUpstream();
        mock._listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        mock._listener.Listen(1024);
        mock._listener.Blocking = false;
        mock._poller.Add((int)mock._listener.Handle, 0);
        Console.WriteLine(((IPEndPoint)mock._listener.LocalEndPoint!).Port);
        ParentWatch.EndWithStandardInput();
        Native.SharpenTimers();
        mock.Loop();
        return 0;
    }

    public void Dispose()
    {
        _listener.Dispose();
        _poller.Dispose();
    }

    private void Loop()
    {
        while (true)
        {
            var count = _poller.Wait(UntilDue());
            for (var i = 0; i < count; i++)
            {
                var token = _poller.Token(i);
                if (token == 0)
                {
                    Accept();
                }
                else
                {
                    Serve(_connections[token]!, token);
                }
            }

            SendDue();
        }
    }

    private long UntilDue() =>
        _due.TryPeek(out _, out var due) ? Math.Max(0, due - Stopwatch.GetTimestamp()) * 1_000_000_000 / Stopwatch.Frequency : -1;

    private void Accept()
    {
        var socket = _listener.Accept();
        socket.Blocking = false;
        socket.NoDelay = true;
        _connections.Add(new MockConnection(socket));
        _poller.Add((int)socket.Handle, _connections.Count - 1);
    }

    private void Serve(MockConnection connection, int token)
    {
        try
        {
            if (!connection.Read())
            {
                Close(connection, token);
                return;
            }

            while (connection.TryTake(out var request))
            {
                if (request is { Delay: 0, Events: 0 })
                {
                    connection.Send(MockReplies.JsonReply);
                }
                else
                {
                    connection.Start(request);
                    _due.Enqueue(connection, Stopwatch.GetTimestamp() + request.Delay);
                }
            }
        }
        catch (IOException)
        {
            Close(connection, token);
        }
    }

    private void SendDue()
    {
        while (_due.TryPeek(out var connection, out var due) && due <= Stopwatch.GetTimestamp())
        {
            _due.Dequeue();
            try
            {
                if (!connection.Closed && connection.SendNext())
                {
                    _due.Enqueue(connection, due + connection.Pace);
                }
            }
            catch (IOException)
            {
                // The client went away in the middle; its socket's own event closes the connection.
            }
        }
    }

    private void Close(MockConnection connection, int token)
    {
        connection.Dispose();
        _connections[token] = null;
    }
}
