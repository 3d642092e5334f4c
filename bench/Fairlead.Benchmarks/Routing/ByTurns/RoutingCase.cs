using System.Diagnostics;

namespace Fairlead.Benchmarks.Routing.ByTurns;

/// <summary>One figure: a workload over one router of one build, timed a little in every round.</summary>
internal sealed class RoutingCase(string build, string kind, string strategy, int size, int threads, Action<int> work)
{
    /// <summary>Operations of one turn on each thread; as many go before it, untimed, since the case before has the caches and the predictors of branches.</summary>
    private const int Operations = 2_000;

    /// <summary>Turns of the cases of two threads, and of those they are compared with, are cut in so many: on a busy machine both threads have a core for a moment, seldom for longer.</summary>
    private const int Cuts = 8;

    private readonly List<double> _nanoseconds = [];
    private readonly List<double> _bytes = [];

    public string Build => build;

    public string Kind => kind;

    public string Strategy => strategy;

    public int Size => size;

    public int Threads => threads;

    /// <summary>Nanoseconds an operation: the least of the rounds, which is what it costs where nobody disturbs it.</summary>
    public double Least => _nanoseconds.Min();

    public double Median => Middle(_nanoseconds);

    /// <summary>Bytes an operation allocates on its own thread.</summary>
    public double Bytes => Middle(_bytes);

    public void Warm() => work(Operations);

    public void Turn(SecondThread second)
    {
        work(Operations);
        if (kind is RoutingPage.Shared or RoutingPage.SharedDecision or RoutingWorkload.Apart)
        {
            // A decision is so short that a cut of as many would be over before the other thread has begun.
            var operations = kind == RoutingPage.SharedDecision ? Operations : Operations / Cuts;
            Span<long> cuts = stackalloc long[Cuts];
            second.Run(work, operations, cuts, isBeside: threads > 1);
            foreach (var took in cuts)
            {
                Add(took, operations * threads);
            }

            return;
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var from = Stopwatch.GetTimestamp();
        work(Operations);
        Add(Stopwatch.GetTimestamp() - from, Operations);
        _bytes.Add((GC.GetAllocatedBytesForCurrentThread() - before) / (double)Operations);
    }

    private void Add(long took, int operations) => _nanoseconds.Add(took * 1e9 / Stopwatch.Frequency / operations);

    private static double Middle(List<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? 0 : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
