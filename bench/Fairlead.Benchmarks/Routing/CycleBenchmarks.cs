using BenchmarkDotNet.Attributes;
using Fairlead.Attempts;
using Fairlead.Selection;

namespace Fairlead.Benchmarks.Routing;

/// <summary>A whole request at the kernel: begin, decide and take a lease, report success, end.</summary>
[Config(typeof(RoutingConfig))]
public class CycleBenchmarks
{
    private readonly AttemptReport _answered = new()
    {
        Duration = TimeSpan.FromMilliseconds(600),
        TimeToFirstToken = TimeSpan.FromMilliseconds(120),
        OutputTokens = 200,
    };

    private Router _router = null!;

    [Params(
        StrategyNames.SimpleShuffle, StrategyNames.RoundRobin, StrategyNames.LeastBusy, StrategyNames.LatencyBased, StrategyNames.CostBased,
        StrategyNames.UsageBased, StrategyNames.Adaptive)]
    public string Strategy { get; set; } = "";

    [Params(10, 1000)]
    public int Deployments { get; set; }

    [GlobalSetup]
    public void Setup() => _router = RoutedGroup.Build(Strategy, Deployments);

    [Benchmark]
    public NextAction Cycle()
    {
        using var session = _router.Begin(new RouteRequest(RoutedGroup.Model));
        return session.TryNext(out var attempt) ? session.Report(attempt, _answered).Action : NextAction.GiveUp;
    }
}
