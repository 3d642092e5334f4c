using Fairlead.Attempts;
using Fairlead.Cli.Simulation.Deployments;
using Fairlead.Cli.Simulation.Engine;
using Fairlead.Cli.Simulation.Replays;
using Fairlead.Cli.Simulation.Scenarios;
using Fairlead.Cli.Simulation.Traffic.Traces;

namespace Fairlead.Gateway.Tests.Simulation.Replays;

/// <summary>Deployments are simulated as they were recorded.</summary>
public sealed class RecordedSpecsTests
{
    [Fact]
    public void Apply_ManyAnswers_GiveTheirTimesSpreadsAndFailures()
    {
        var dice = Dice.For(3, 0);
        var rows = Enumerable.Range(0, 2000).Select(i => Row(i, "a", dice.LogNormal(1.5, 0.4) + 0.01, dice.LogNormal(0.03, 0.2), i % 20 == 0)).ToList();

        var spec = Apply(rows, out var known)[0];

        Assert.Equal(["a"], known);
        Assert.Equal((1.5, 0.4), (spec.FirstToken, spec.FirstTokenSpread), new Near(0.05));
        Assert.Equal((0.03, 0.2), (spec.PerToken, spec.PerTokenSpread), new Near(0.02));
        Assert.Equal([(0.05, FailureKind.ServerError, 500)], spec.Errors);
    }

    [Fact]
    public void Apply_ManyAtOnce_AreWithinTheCapacity()
    {
        var rows = Enumerable.Range(0, 100).Select(static i => Row(i, "a", 200, 0.01, isFailure: false)).ToList();

        Assert.Equal(100, Apply(rows, out _)[0].Capacity);
    }

    [Fact]
    public void Apply_FewAnswersOrTimesThatWereWritten_ChangeNothing()
    {
        var few = Enumerable.Range(0, 29).Select(static i => Row(i, "a", 5, 0.5, isFailure: false)).ToList();
        var told = Enumerable.Range(0, 100).Select(static i => Row(i, "told", 5, 0.5, isFailure: false)).ToList();

        Assert.Equal(new DeploymentSpec { Id = "a" }, Apply(few, out _)[0]);
        Assert.Equal(new DeploymentSpec { Id = "told", IsToldSo = true }, Apply(told, out var known)[1]);
        Assert.Empty(known);
    }

    private static IReadOnlyList<DeploymentSpec> Apply(List<TraceRow> rows, out IReadOnlyList<string> known)
    {
        DeploymentSpec[] specs = [new() { Id = "a" }, new() { Id = "told", IsToldSo = true }];
        var scenario = new Scenario { Name = "n", About = "a", Deployments = specs, Config = ScenarioConfig.For(specs) };
        return RecordedSpecs.Apply(scenario, rows, out known).Deployments;
    }

    private static TraceRow Row(int line, string deployment, double first, double perToken, bool isFailure) => new(line, line * TimeSpan.TicksPerSecond, IsDate: false)
    {
        InputTokens = 100,
        OutputTokens = 101,
        Route = new RecordedRoute
        {
            Deployment = deployment,
            Propensity = 1,
            FirstToken = isFailure ? null : TimeSpan.FromSeconds(first),
            Duration = TimeSpan.FromSeconds(isFailure ? 0.1 : first + (100 * perToken)),
            End = isFailure ? new RecordedEnd(FailureKind.ServerError, default) : default,
        },
    };

    private sealed class Near(double distance) : IEqualityComparer<(double, double)>
    {
        public bool Equals((double, double) x, (double, double) y) => Math.Abs(x.Item1 - y.Item1) < distance && Math.Abs(x.Item2 - y.Item2) < distance;

        public int GetHashCode((double, double) of) => 0;
    }
}
