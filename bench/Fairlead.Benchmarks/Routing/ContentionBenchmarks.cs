using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using Fairlead.Attempts;
using Fairlead.Selection;

namespace Fairlead.Benchmarks.Routing;

/// <summary>The same whole request on one thread and on two over one router: the second row should be near half of the first.</summary>
[Config(typeof(RoutingConfig))]
public class ContentionBenchmarks
{
    private const int Requests = 200_000;
    private Router _router = null!;

    [Params(StrategyNames.SimpleShuffle, StrategyNames.RoundRobin, StrategyNames.LeastBusy, StrategyNames.LatencyBased, StrategyNames.UsageBased, StrategyNames.Adaptive)]
    public string Strategy { get; set; } = "";

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup() => _router = RoutedGroup.Build(Strategy, 10);

    [Benchmark(OperationsPerInvoke = Requests)]
    public void CyclesShared()
    {
        var threads = new Thread[Threads];
        for (var i = 0; i < Threads; i++)
        {
            threads[i] = new Thread(Cycles);
            threads[i].Start();
        }

        foreach (var thread in threads)
        {
            thread.Join();
        }
    }

    private void Cycles()
    {
        var report = new AttemptReport { Duration = TimeSpan.FromMilliseconds(600), OutputTokens = 200 };
        for (var i = 0; i < Requests / Threads; i++)
        {
            using var session = _router.Begin(new RouteRequest(RoutedGroup.Model));
            var answered = session.TryNext(out var attempt) && session.Report(attempt, report).Action == NextAction.Done;
            Debug.Assert(answered, "nothing fails here");
        }
    }
}
