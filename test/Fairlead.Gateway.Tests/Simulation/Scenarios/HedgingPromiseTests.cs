using Fairlead.Cli.Simulation.Engine;
using Fairlead.Cli.Simulation.Results;
using Fairlead.Cli.Simulation.Scenarios;
using Fairlead.Cli.Simulation.Traffic;
using Fairlead.Selection;

namespace Fairlead.Gateway.Tests.Simulation.Scenarios;

/// <summary>What hedging promises: half the tail at most, for five calls in a hundred at most.</summary>
public sealed class HedgingPromiseTests
{
    [Theory]
    [InlineData(StrategyNames.Adaptive)]
    [InlineData(StrategyNames.SimpleShuffle)]
    [InlineData(StrategyNames.LeastBusy)]
    public void Stragglers_TailIsHalvedForFivePercentMoreCalls(string strategy)
    {
        var plain = Run("stragglers", strategy);
        var hedged = Run("stragglers", strategy + "+hedge");

        Assert.True(hedged.FirstToken.At(0.999) <= plain.FirstToken.At(0.999) / 2, $"p99.9: {plain.FirstToken.At(0.999)} s, hedged {hedged.FirstToken.At(0.999)} s");
        Assert.True(hedged.FirstToken.At(0.5) <= plain.FirstToken.At(0.5) * 1.05, $"p50: {plain.FirstToken.At(0.5)} s, hedged {hedged.FirstToken.At(0.5)} s");
        Assert.True(hedged.Calls <= plain.Calls * 1.05, $"{plain.Calls} calls, hedged {hedged.Calls}");
        Assert.Equal((hedged.Requests, 0, 0), (hedged.Answered, hedged.InFlight, hedged.HeldByRouters));
    }

    [Theory]
    [InlineData("brown-out")]
    [InlineData("burst")]
    [InlineData("outage")]
    [InlineData("leavers")]
    public void Trouble_HedgesStayWithinTheirShareAndNothingIsHeld(string scenario)
    {
        var plain = Run(scenario, StrategyNames.LeastBusy, requests: 3000);
        var hedged = Run(scenario, StrategyNames.LeastBusy + "+hedge", requests: 3000);

        Assert.True(hedged.Calls <= (plain.Calls * 1.02) + (hedged.Requests * 0.05), $"{plain.Calls} calls, hedged {hedged.Calls}");
        Assert.True(hedged.Success >= plain.Success - 0.001, $"{plain.Success} of requests answered, hedged {hedged.Success}");
        Assert.Equal((0, 0), (hedged.InFlight, hedged.HeldByRouters));
    }

    private static RunResult Run(string name, string policy, int requests = 12_000)
    {
        var scenario = ScenarioCatalogue.Find(name)!;
        var traffic = scenario.Traffic with { Requests = requests };
        return Simulator.Run(scenario, Workload.Draw(traffic, scenario.Models, scenario.Replicas, seed: 1), policy, seed: 1);
    }
}
