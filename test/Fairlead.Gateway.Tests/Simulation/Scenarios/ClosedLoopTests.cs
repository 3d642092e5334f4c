using Fairlead.Cli.Simulation.Deployments;
using Fairlead.Cli.Simulation.Engine;
using Fairlead.Cli.Simulation.Results;
using Fairlead.Cli.Simulation.Scenarios;
using Fairlead.Cli.Simulation.Traffic;
using Fairlead.Selection;

namespace Fairlead.Gateway.Tests.Simulation.Scenarios;

/// <summary>What a strategy does with what it has caused: closed loops, on virtual time.</summary>
public sealed class ClosedLoopTests
{
    /// <summary>Requests a second in the newcomer's test: so many that its first second tells.</summary>
    private const int Rate = 60;

    public static TheoryData<string> ByAnswers => [StrategyNames.LatencyBased, StrategyNames.Adaptive];

    public static TheoryData<string> ByLoadOrAnswers => [StrategyNames.LeastBusy, StrategyNames.LatencyBased, StrategyNames.Adaptive];

    [Theory]
    [MemberData(nameof(ByLoadOrAnswers))]
    public void Recovered_ThirtySecondsLater_HasFourFifthsOfItsShare(string strategy)
    {
        Recovers("brown-out", strategy, deployment: 0, wellAt: 2 / 3.0, seconds: 30);

        // Down: the breaker's rest, a minute at most, comes before.
        Recovers("outage", strategy, deployment: 0, wellAt: 0.4, seconds: 90);
    }

    [Theory]
    [MemberData(nameof(ByAnswers))]
    public void Newcomer_FirstSecond_GetsAtMostTwiceItsShare(string strategy)
    {
        for (ulong seed = 1; seed <= 3; seed++)
        {
            // Sixty seconds in 120 slices: it joins in the middle, and two slices are its first second.
            var deployments = Enumerable.Range(0, 4).Select(static i => new DeploymentSpec { Id = $"d{i}", Capacity = 200 }).ToArray();
            var result = Run(
                new Scenario
                {
                    Name = "joins",
                    About = "a fourth joins",
                    Deployments = deployments,
                    Config = ScenarioConfig.For(deployments),
                    Traffic = new TrafficShape { Requests = 60 * Rate, Rate = Rate },
                    Incidents = [new Incident(IncidentKind.Absent, 3, 0, 0.5)],
                },
                strategy,
                seed);
            var begun = result.Deployments.Select(static d => d.Begun[60..62].Sum()).ToArray();

            Assert.InRange(begun[3], 0, 2 * begun.Sum() / 4.0);
            Assert.True(result.Deployments[3].Begun[110..].Sum() > 0.8 * result.Deployments.Average(static d => d.Begun[110..].Sum()), "it never got its share");
        }
    }

    [Theory]
    [MemberData(nameof(ByLoadOrAnswers))]
    public void TenRoutersWithoutSharedState_LoadIsEven(string strategy)
    {
        var scenario = ScenarioCatalogue.Find("replicas-20")! with { Replicas = 10 };

        Assert.InRange(Run(scenario, strategy, seed: 1).MostOverMean, 1, 1.3);
    }

    private static void Recovers(string name, string strategy, int deployment, double wellAt, double seconds)
    {
        for (ulong seed = 1; seed <= 3; seed++)
        {
            var scenario = ScenarioCatalogue.Find(name)!;
            var result = Run(scenario, strategy, seed);

            // Four hundred seconds in 120 slices.
            var from = (int)((wellAt + (seconds / 400)) * LoadSeries.Slices);
            var own = result.Deployments[deployment].InFlight[from..(from + 9)].Average();
            var fair = result.Deployments.Average(d => d.InFlight[from..(from + 9)].Average());
            Assert.True(own >= 0.8 * fair, $"{name}, seed {seed}: {own:0.0} calls under way of a fair {fair:0.0}");
        }
    }

    private static RunResult Run(Scenario scenario, string strategy, ulong seed) =>
        Simulator.Run(scenario, Workload.Draw(scenario.Traffic, scenario.Models, scenario.Replicas, seed), strategy, seed);
}
