using Fairlead.Cli.Simulation.Deployments;
using Fairlead.Cli.Simulation.Engine;
using Fairlead.Cli.Simulation.Results;
using Fairlead.Cli.Simulation.Scenarios;
using Fairlead.Cli.Simulation.Traffic;
using Fairlead.Selection;

namespace Fairlead.Gateway.Tests.Simulation.Scenarios;

/// <summary>What the product's strategies promise, seen in the catalogue's scenarios at their full length.</summary>
public sealed class StrategyPromiseTests
{
    [Theory]
    [InlineData(StrategyNames.LeastBusy)]
    [InlineData(StrategyNames.LatencyBased)]
    [InlineData(StrategyNames.Adaptive)]
    public void TwentyRoutersWithoutSharedState_LoadIsEven(string strategy) =>
        Assert.InRange(Run("replicas-20", strategy).MostOverMean, 1, 1.3);

    [Theory]
    [InlineData(StrategyNames.LeastBusy)]
    [InlineData(StrategyNames.LatencyBased)]
    [InlineData(StrategyNames.Adaptive)]
    public void BrownOutEnds_ThirtySecondsLaterTheDeploymentHasItsShareAgain(string strategy)
    {
        var result = Run("brown-out", strategy);

        // Four hundred seconds in 120 slices: the end at two thirds, and thirty seconds more.
        const int Recovered = (LoadSeries.Slices * 2 / 3) + 9;
        var own = result.Deployments[0].InFlight[Recovered..].Average();
        var fair = result.Deployments.Average(static d => d.InFlight[Recovered..].Average());
        Assert.InRange(own / fair, 0.8, 1.25);
    }

    [Fact]
    public void BrownOut_LatencyBased_KeepsAwayWhereRandomPicksSuffer()
    {
        var quick = Run("brown-out", StrategyNames.LatencyBased).FirstToken.At(0.99);
        var random = Run("brown-out", "base:random").FirstToken.At(0.99);

        Assert.True(quick < random / 4, $"p99 to the first token: {quick} s against {random} s");
    }

    private static RunResult Run(string name, string policy)
    {
        var scenario = ScenarioCatalogue.Find(name)!;
        return Simulator.Run(scenario, Workload.Draw(scenario.Traffic, scenario.Models, scenario.Replicas, seed: 1), policy, seed: 1);
    }
}
