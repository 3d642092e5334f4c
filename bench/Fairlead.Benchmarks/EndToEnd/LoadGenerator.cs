using System.Diagnostics;
using System.Globalization;

namespace Fairlead.Benchmarks.EndToEnd;

/// <summary>The generator: one thread, one epoll set. Takes one slot after another from its standard input, and ends with it.</summary>
/// <remarks>
/// <c>LOAD PORT KEY SECONDS</c> opens and warms the connections and answers <c>ready</c>; <c>go</c> runs the slot and answers with
/// a <see cref="SlotFigures"/> line. A slot ends when all its requests are answered: none is cut off and none counted twice.
/// </remarks>
internal sealed class LoadGenerator : IDisposable
{
    /// <summary>A slot whose answers take longer than this after its end has failed.</summary>
    private const int DrainSeconds = 10;

    private readonly Poller _poller = new();
    private readonly LoadConnection[] _connections;
    private readonly Queue<LoadConnection> _idle = new();
    private readonly LoadTally _tally;
    private int _busy;

    private LoadGenerator(LoadPlan plan, int port, string key)
    {
        _tally = new LoadTally(plan);
        _connections = new LoadConnection[plan.Connections];
        var request = LoadRequest.Build(plan, port, key);
        for (var i = 0; i < _connections.Length; i++)
        {
            _connections[i] = new LoadConnection(port, request, _tally, _poller, i);
        }
    }

    public static int Run()
    {
        Native.SharpenTimers();
        while (Console.In.ReadLine() is { } line)
        {
            var words = line.Split(' ');
            try
            {
                using var generator = new LoadGenerator(
                    LoadPlan.Named(words[0]), int.Parse(words[1], CultureInfo.InvariantCulture), words[2]);
                generator.Warm();
                Console.WriteLine("ready");
                if (Console.In.ReadLine() == "go")
                {
                    Console.WriteLine(generator.Measure(double.Parse(words[3], CultureInfo.InvariantCulture)));
                }
            }
            catch (Exception problem) when (problem is IOException or System.Net.Sockets.SocketException)
            {
                Console.WriteLine("failed " + problem.Message);
            }
        }

        return 0;
    }

    public void Dispose()
    {
        foreach (var connection in _connections)
        {
            connection?.Dispose();
        }

        _poller.Dispose();
    }

    /// <summary>One request on each connection that is not a stream's: opens the upstream connections too.</summary>
    private void Warm()
    {
        if (!_tally.Plan.Streams)
        {
            StartAll();
        }

        // Leaves every connection idle.
        Turn(long.MaxValue, again: false);
        _tally.Begin();
    }

    private SlotFigures Measure(double seconds)
    {
        var from = Stopwatch.GetTimestamp();
        var until = from + (long)(seconds * Stopwatch.Frequency);
        if (_tally.Plan.Rate > 0)
        {
            RunOpen(from, until);
        }
        else
        {
            StartAll();
            Turn(until, again: true);
        }

        return SlotFigures.From(_tally, Stopwatch.GetElapsedTime(from).TotalSeconds);
    }

    private void StartAll()
    {
        _idle.Clear();
        foreach (var connection in _connections)
        {
            connection.Start(Stopwatch.GetTimestamp());
            _busy++;
        }
    }

    /// <summary>Serves answers until all are in; sends the next request on a connection at once while there is time.</summary>
    private void Turn(long until, bool again)
    {
        while (_busy > 0)
        {
            var now = Stopwatch.GetTimestamp();
            GiveUpAfter(again ? until : now, now);
            ServeReady(DrainSeconds * 1_000_000_000L, again ? until : 0);
        }
    }

    /// <summary>Keeps to the schedule: a request that finds no idle connection waits, and its waiting counts.</summary>
    private void RunOpen(long from, long until)
    {
        var step = Stopwatch.Frequency / (double)_tally.Plan.Rate;
        var planned = (long)((until - from) / step);
        for (long next = 0; next < planned || _busy > 0;)
        {
            var now = Stopwatch.GetTimestamp();
            var due = from + (long)(next * step);
            if (next < planned && due <= now && _idle.TryDequeue(out var connection))
            {
                _tally.Lateness.Add(now - due);
                connection.Start(due);
                _busy++;
                next++;
                continue;
            }

            GiveUpAfter(until, now);
            var wait = next < planned && _idle.Count > 0 ? Math.Max(0, due - now) * 1_000_000_000 / Stopwatch.Frequency : DrainSeconds * 1_000_000_000L;
            ServeReady(wait, until: 0);
        }
    }

    private void ServeReady(long wait, long until)
    {
        var count = _poller.Wait(wait);
        if (count == 0 && wait == DrainSeconds * 1_000_000_000L)
        {
            throw new IOException("No answer came for too long.");
        }

        for (var i = 0; i < count; i++)
        {
            var connection = _connections[_poller.Token(i)];
            if (_poller.Writable(i) && connection.Sending)
            {
                connection.Flush();
            }
            else if (connection.Read())
            {
                if (Stopwatch.GetTimestamp() < until)
                {
                    connection.Start(Stopwatch.GetTimestamp());
                }
                else
                {
                    _busy--;
                    _idle.Enqueue(connection);
                }
            }
        }
    }

    private static void GiveUpAfter(long until, long now)
    {
        if (now > until + (DrainSeconds * Stopwatch.Frequency))
        {
            throw new IOException("Answers are missing long after the slot's end.");
        }
    }
}
