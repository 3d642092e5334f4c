using System.Diagnostics;

namespace Fairlead.Benchmarks.Routing.ByTurns;

/// <summary>A thread that does the same as the caller at the same time, and sleeps in between: on two cores a spinning one would disturb every other figure.</summary>
internal sealed class SecondThread : IDisposable
{
    private readonly SemaphoreSlim _wake = new(0);
    private readonly Thread _thread;
    private Action<int>? _work;
    private int _count;
    private int _cuts;
    private int _ready;
    private int _go;
    private long _ended;

    public SecondThread()
    {
        _thread = new Thread(Follow) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>Does it so many times, and that again and again.</summary>
    /// <param name="work">What is done.</param>
    /// <param name="count">How many times.</param>
    /// <param name="took">What each time took, from the common start to the later end, in ticks of the stopwatch.</param>
    /// <param name="isBeside">Both threads do it, each as many times; else the caller alone.</param>
    public void Run(Action<int> work, int count, Span<long> took, bool isBeside)
    {
        if (isBeside)
        {
            (_work, _count, _cuts) = (work, count, took.Length);
            _wake.Release();
        }

        for (var cut = 0; cut < took.Length; cut++)
        {
            if (isBeside)
            {
                Await(ref _ready, 1);
                Volatile.Write(ref _ready, 0);
                Volatile.Write(ref _go, 1);
            }

            var from = Stopwatch.GetTimestamp();
            work(count);
            var to = Stopwatch.GetTimestamp();
            if (isBeside)
            {
                Await(ref _go, 0);
                to = Math.Max(to, _ended);
            }

            took[cut] = to - from;
        }
    }

    public void Dispose()
    {
        _work = null;
        _wake.Release();
        _thread.Join();
        _wake.Dispose();
    }

    private void Follow()
    {
        while (true)
        {
            _wake.Wait();
            if (_work is not { } work)
            {
                return;
            }

            work(_count);
            for (var cut = 0; cut < _cuts; cut++)
            {
                Volatile.Write(ref _ready, 1);
                Await(ref _go, 1);
                work(_count);
                _ended = Stopwatch.GetTimestamp();
                Volatile.Write(ref _go, 0);
            }
        }
    }

    /// <summary>Spins, and lets go of the core now and then, should the other thread need this one.</summary>
    private static void Await(ref int flag, int value)
    {
        for (var i = 0; Volatile.Read(ref flag) != value; i++)
        {
            Thread.SpinWait(1);
            if (i % 1024 == 1023)
            {
                Thread.Yield();
            }
        }
    }
}
