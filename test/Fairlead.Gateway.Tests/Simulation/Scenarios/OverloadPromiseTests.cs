using Fairlead.Cli.Simulation.Engine;
using Fairlead.Cli.Simulation.Results;
using Fairlead.Cli.Simulation.Scenarios;
using Fairlead.Cli.Simulation.Traffic;
using Fairlead.Gateway.Tests.Cli;
using Fairlead.Selection;

namespace Fairlead.Gateway.Tests.Simulation.Scenarios;

/// <summary>What learnt windows and the queue promise at twice the traffic there is capacity for.</summary>
public sealed class OverloadPromiseTests
{
    [Theory]
    [InlineData("overload", StrategyNames.Adaptive, 1.6)]
    [InlineData("overload", StrategyNames.LeastBusy, 1.6)]
    [InlineData("overload", StrategyNames.SimpleShuffle, 1.6)]
    [InlineData("overload-mixed", StrategyNames.Adaptive, 2.5)]
    [InlineData("overload-mixed", StrategyNames.LeastBusy, 2.5)]
    public void Overload_WhatCanBeServedIs_AndTheUrgentAreServedNearlyAsEver(string scenario, string strategy, double times)
    {
        var result = Run(scenario, strategy, seed: 1);
        var steady = Run("steady", strategy, seed: 1);

        Assert.InRange(result.Goodput, 0.95, 1.03);
        var urgent = result.Classes.Single(static c => c is { Priority: 0, InBurst: true });
        Assert.Equal(urgent.Requests, urgent.Answered);
        Assert.True(urgent.FirstToken.At(0.99) < steady.FirstToken.At(0.99) * times, $"{urgent.FirstToken.At(0.99)} s, steady {steady.FirstToken.At(0.99)} s");
        var others = result.Classes.Single(static c => c is { Priority: 1, InBurst: true });
        Assert.InRange(others.Answered / (double)others.Requests, 0.4, 0.7);
        Assert.Equal((0, 0), (result.InFlight, result.HeldByRouters));
        Assert.Equal(result.Requests, result.Answered + result.Failed);
    }

    [Fact]
    public void Overload_WithoutThem_HalfOfTheCapacityIsLost()
    {
        var result = Run("overload", "base:random", seed: 1);

        Assert.InRange(result.Goodput, 0.2, 0.8);
    }

    [Fact]
    public async Task Simulate_Overload_TellsTheClassesApart()
    {
        var told = await CommandLine.RunAsync(["simulate", "--scenario", "overload", "--strategy", "least-busy", "--requests", "4500"]);

        Assert.Contains("GOODPUT %", told.Output, StringComparison.Ordinal);
        Assert.Contains("BURST 0: TTFT P50", told.Output, StringComparison.Ordinal);
        Assert.Equal(told.Output, (await CommandLine.RunAsync(["simulate", "--scenario", "overload", "--strategy", "least-busy", "--requests", "4500"])).Output);
        Assert.DoesNotContain("GOODPUT", (await CommandLine.RunAsync(["simulate", "--scenario", "steady", "--strategy", "least-busy", "--requests", "50"])).Output, StringComparison.Ordinal);
    }

    private static RunResult Run(string name, string policy, ulong seed)
    {
        var scenario = ScenarioCatalogue.Find(name)!;
        return Simulator.Run(scenario, Workload.Draw(scenario.Traffic, scenario.Models, scenario.Replicas, seed), policy, seed);
    }
}
