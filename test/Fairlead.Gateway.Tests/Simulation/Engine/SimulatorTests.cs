using Fairlead.Cli.Simulation.Deployments;
using Fairlead.Cli.Simulation.Engine;
using Fairlead.Cli.Simulation.Policies;
using Fairlead.Cli.Simulation.Results;
using Fairlead.Cli.Simulation.Scenarios;
using Fairlead.Cli.Simulation.Traffic;
using Fairlead.Selection;

namespace Fairlead.Gateway.Tests.Simulation.Engine;

public sealed class SimulatorTests
{
    public static TheoryData<string> Policies => [.. PolicyCatalogue.All];

    [Theory]
    [MemberData(nameof(Policies))]
    public void Run_EveryScenario_EveryRequestEndsOnceAndNothingStaysHeld(string policy)
    {
        foreach (var scenario in ScenarioCatalogue.All)
        {
            var result = Run(scenario, policy, 400);

            Assert.Equal(400, result.Answered + result.Failed + result.Left);
            Assert.Equal((0, 0), (result.InFlight, result.HeldByRouters));
            Assert.Equal(result.Answered, result.Completion.Count);
            Assert.Equal(result.Calls, result.Deployments.Sum(static d => d.Calls));
            Assert.True(result.Calls >= result.Answered, $"{scenario.Name}: fewer calls than answers");
        }
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void Run_AllRefuse_NoPolicyCallsMoreOftenThanItsRetriesAllow(string policy)
    {
        var steady = ScenarioCatalogue.Find("steady")!;
        var scenario = steady with { Incidents = [.. Enumerable.Range(0, 5).Select(static i => new Incident(IncidentKind.Down, i, 0, 1))] };

        var result = Run(scenario, policy, 200);

        Assert.Equal((0, 200), (result.Answered, result.Failed));
        Assert.InRange(result.Calls, 1, 3 * 200);
    }

    [Theory]
    [InlineData(StrategyNames.SimpleShuffle)]
    [InlineData("base:random")]
    public void Run_OneHangs_RequestsAreAnsweredAfterTheFirstByteTimeout(string policy)
    {
        var steady = ScenarioCatalogue.Find("steady")!;
        var scenario = steady with { Incidents = [new Incident(IncidentKind.Hangs, 0, 0, 1)], Traffic = steady.Traffic with { Rate = 2 } };

        var result = Run(scenario, policy, 100);

        Assert.Equal(100, result.Answered);
        Assert.InRange(result.FirstToken.At(1), 10.0, 30.0);
    }

    [Theory]
    [InlineData(StrategyNames.SimpleShuffle)]
    [InlineData(StrategyNames.Adaptive)]
    [InlineData("base:round-robin")]
    public void Run_OneGoesDown_StreamsUnderWayOnItBreakOffAndAreNotAskedAgain(string policy)
    {
        var steady = ScenarioCatalogue.Find("steady")!;
        var scenario = steady with { Incidents = [new Incident(IncidentKind.Down, 0, 0.5, 0.5001)] };

        var result = Run(scenario, policy, 1500);

        // Twelve calls are under way on each, of which nine in ten have begun to answer.
        Assert.InRange(result.Failed, 4, 25);
        Assert.Equal(result.Requests, result.Answered + result.Failed);
    }

    [Theory]
    [InlineData(StrategyNames.LeastBusy)]
    [InlineData("base:random")]
    public void Run_OneFallsSilent_ItsStreamsFailAfterTheIdleTimeout(string policy)
    {
        var steady = ScenarioCatalogue.Find("steady")!;
        var scenario = steady with
        {
            Config = steady.Config with { General = steady.Config.General with { StreamIdleTimeout = TimeSpan.FromSeconds(15) } },
            Incidents = [new Incident(IncidentKind.Hangs, 0, 0.5, 0.5001)],
        };

        var result = Run(scenario, policy, 1500);

        Assert.InRange(result.Failed, 4, 25);
        Assert.Equal((0, 0), (result.InFlight, result.HeldByRouters));
    }

    [Theory]
    [InlineData("steady")]
    [InlineData("fast-fail-429")]
    [InlineData("outage")]
    public void Run_TheSameChoice_BaselinesRetryAndRestAsTheProductDoes(string name)
    {
        var scenario = ScenarioCatalogue.Find(name)!;
        var product = Run(scenario, StrategyNames.SimpleShuffle, 3000);
        var baseline = Run(scenario, "base:random", 3000);

        // Of equal rules but each its own draws: streams that break off when one goes down are not the same ones.
        Assert.InRange(baseline.Answered, product.Answered * 0.995, product.Answered * 1.005);
        Assert.InRange(baseline.CallsPerAnswer / product.CallsPerAnswer, 0.985, 1.015);
        Assert.InRange(baseline.Completion.At(0.9) / product.Completion.At(0.9), 0.93, 1.07);
    }

    [Fact]
    public void Run_Newcomer_TheRouterLearnsOfItWhenItJoins()
    {
        var result = Run(ScenarioCatalogue.Find("newcomer")!, StrategyNames.SimpleShuffle, 1200);

        var joined = result.Deployments[3].InFlight;
        Assert.Equal(0, joined[..(LoadSeries.Slices / 3)].Sum());
        Assert.True(joined[(LoadSeries.Slices / 2)..].Average() > 1);
    }

    [Fact]
    public void Run_AnotherSeed_IsAnotherRun()
    {
        var scenario = ScenarioCatalogue.Find("steady")!;

        Assert.NotEqual(Run(scenario, "base:random", 200).Completion.At(0.99), Run(scenario, "base:random", 200, seed: 2).Completion.At(0.99));
    }

    [Fact]
    public void Run_CallersLeave_TheyAreNeitherAnswersNorFailures()
    {
        var steady = ScenarioCatalogue.Find("steady")!;
        var scenario = steady with { Traffic = steady.Traffic with { Leavers = 1, LeaveAfter = 0.01 } };

        var result = Run(scenario, StrategyNames.LeastBusy, 300);

        Assert.True(result.Left > 290);
        Assert.Equal(0, result.Failed);
        Assert.Equal((0, 0), (result.InFlight, result.HeldByRouters));
    }

    private static RunResult Run(Scenario scenario, string policy, int requests, ulong seed = 1)
    {
        var drawn = Workload.Draw(scenario.Traffic with { Requests = requests }, scenario.Models, scenario.Replicas, seed);
        return Simulator.Run(scenario, drawn, policy, seed);
    }
}
