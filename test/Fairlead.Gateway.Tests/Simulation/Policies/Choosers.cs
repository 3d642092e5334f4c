using Fairlead.Attempts;
using Fairlead.Cli.Simulation.Deployments;
using Fairlead.Cli.Simulation.Engine;
using Fairlead.Cli.Simulation.Policies;
using Fairlead.Cli.Simulation.Scenarios;
using Fairlead.Selection;

namespace Fairlead.Gateway.Tests.Simulation.Policies;

/// <summary>What the choosers' tests have in common.</summary>
internal static class Choosers
{
    public static PolicyContext Context(int deployments)
    {
        var specs = Enumerable.Range(0, deployments).Select(static i => new DeploymentSpec { Id = $"d{i}" }).ToArray();
        var scenario = new Scenario { Name = "test", About = "test", Deployments = specs, Config = ScenarioConfig.For(specs) };
        return new PolicyContext(
            scenario, [.. specs.Select(static (spec, i) => new SimulatedDeployment(spec, i, 1, horizon: 1))], new VirtualTime(), RandomSource.Seeded(1));
    }

    public static AttemptReport Answer(double seconds, int tokens = 1, double firstToken = 0) => new()
    {
        Duration = TimeSpan.FromSeconds(seconds),
        TimeToFirstToken = TimeSpan.FromSeconds(firstToken),
        OutputTokens = tokens,
    };

    public static AttemptReport Failure(FailureKind kind, double seconds) => new() { Failure = kind, Duration = TimeSpan.FromSeconds(seconds) };
}
