using BenchmarkDotNet.Attributes;
using Fairlead.Attempts;
using Fairlead.Model;
using Fairlead.Selection;

namespace Fairlead.Benchmarks.Routing;

/// <summary>One decision: name to deployment, health checked; and the same with tags, a region and a blocked deployment.</summary>
[Config(typeof(RoutingConfig))]
public class DecisionBenchmarks
{
    private static readonly string[] Blocked = ["d1"];
    private Router _router = null!;
    private RouteRequest _filtered;

    [Params(
        StrategyNames.SimpleShuffle, StrategyNames.RoundRobin, StrategyNames.LeastBusy, StrategyNames.LatencyBased, StrategyNames.CostBased,
        StrategyNames.UsageBased, StrategyNames.Adaptive)]
    public string Strategy { get; set; } = "";

    [Params(2, 10, 100, 1000)]
    public int Deployments { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _router = RoutedGroup.Build(Strategy, Deployments);
        _filtered = new RouteRequest(RoutedGroup.Model) { Tags = ["even"], Region = "eu", Blocked = Blocked };
    }

    [Benchmark(Baseline = true)]
    public Deployment? Decide() => _router.Pick(RoutedGroup.Model);

    [Benchmark]
    public Deployment? DecideFiltered() => _router.Pick(_filtered);
}
