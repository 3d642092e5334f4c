using Fairlead.Cli.Simulation.Engine;
using Fairlead.Cli.Simulation.Replays;
using Fairlead.Cli.Simulation.Traffic;
using Fairlead.Cli.Simulation.Traffic.Traces;
using Fairlead.Configuration;

namespace Fairlead.Gateway.Tests.Simulation.Replays;

public sealed class ReplayerTests
{
    [Fact]
    public void Run_SameConfiguration_MovesNobodyAndChangesNothing()
    {
        var result = Run(Config(("a", 1), ("b", 1)), Log(500, ("a", 0.5), ("b", 0.5)));

        Assert.Equal(0, result.MovedShare);
        Assert.Equal(500, result.Weights.EffectiveSize, 6);
        Assert.Equal(0, result.Change(Measure.FirstToken).Value, 12);
        Assert.Equal(1, result.Overlap.Value, 12);
        Assert.Equal(0, result.Missed);
    }

    [Fact]
    public void Run_OtherWeights_MovesWhatTheChancesDiffer()
    {
        var result = Run(Config(("a", 3), ("b", 1)), Log(4000, ("a", 0.5), ("b", 0.5)));

        // Half of the requests went to b, and half of those would go to a.
        Assert.Equal(0.25, result.MovedShare, 0.02);
        Assert.Equal(3000, result.Picks["a"], 6);
        Assert.Equal(1, result.Overlap.Value, 0.03);

        // a takes 1 s and b 2 s: 1.25 s where they are weighed three to one.
        Assert.Equal(1.25, result.Candidate(Measure.FirstToken).Value, 0.03);
        Assert.InRange(result.DoublyRobust(Measure.FirstToken).Value, 1.2, 1.3);
        Assert.Equal(1.5, result.Recorded(Measure.FirstToken), 0.03);
        Assert.True(result.Change(Measure.FirstToken).High < 0);
    }

    [Fact]
    public void Run_AHundredLogs_AboutNinetyFiveIntervalsHoldTheTruth()
    {
        var held = Enumerable.Range(0, 100).Count(seed =>
        {
            var first = Run(Config(("a", 3), ("b", 1)), Log(400, (ulong)seed, spread: 0.4, ("a", 0.4), ("b", 0.6))).Candidate(Measure.FirstToken);

            // The mean of a log-normal time is its median times exp(spread² / 2).
            var truth = ((0.75 * 1) + (0.25 * 2)) * Math.Exp(0.08);
            return first.Low <= truth && truth <= first.High;
        });

        Assert.InRange(held, 91, 99);
    }

    [Fact]
    public void Run_DeploymentNeverPicked_IsSaidToBeUnknown()
    {
        var result = Run(Config(("a", 1), ("new", 3)), Log(400, ("a", 1)));

        Assert.Equal(0.75, result.MovedShare, 9);
        Assert.Equal(0.25, result.Overlap.Value, 9);
        Assert.Contains(ReplayNotes.Of(result), static note => note.StartsWith("warning: new was never picked in this log and would get 75.0 %", StringComparison.Ordinal) && note.EndsWith("simulated instead.", StringComparison.Ordinal));
        Assert.Contains(ReplayNotes.Of(result), static note => note.Contains("25 % had a chance in this log", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_DeploymentTakenOut_MovesItsRequests()
    {
        var result = Run(Config(("a", 1)), Log(400, ("a", 0.5), ("b", 0.5)));

        Assert.Equal(0.5, result.MovedShare, 0.06);
        Assert.Equal(1, result.Candidate(Measure.FirstToken).Value, 0.1);
        Assert.True(result.Missed > 100);
    }

    [Fact]
    public void Run_NewPrices_AreWhatTheCandidateWouldPay()
    {
        var config = Config(("a", 1), ("b", 1));
        config = config with { ModelList = [.. config.ModelList.Select(static entry => entry with { Params = entry.Params with { InputCostPerToken = 1e-6, OutputCostPerToken = 0 } })] };

        var result = Run(config, Log(300, ("a", 0.5), ("b", 0.5)));

        Assert.Equal(100e-6, result.Candidate(Measure.Cost).Value, 9);
        Assert.Equal(0.01, result.Recorded(Measure.Cost), 9);
    }

    [Fact]
    public void Run_NobodyAllowed_IsARefusalWhoseOutcomeIsKnown()
    {
        var config = Config(("a", 1), ("b", 1));
        config = config with { ModelList = [.. config.ModelList.Select(static entry => entry with { Info = entry.Info with { TeamId = "research" } })] };

        var result = Run(config, Log(100, ("a", 0.5), ("b", 0.5)));

        Assert.Equal((100, 1.0), (result.Refused, result.MovedShare));
        Assert.Equal(1, result.Candidate(Measure.Failed).Value);
        Assert.Equal(0, result.Candidate(Measure.Cost).Value);
        Assert.False(result.Candidate(Measure.FirstToken).IsKnown);
    }

    [Fact]
    public void Run_LeastBusy_SeesTheCallsThatWereUnderWay()
    {
        // Every call takes longer than the next two requests are apart: whoever was asked last is busy.
        var rows = Enumerable.Range(0, 100).Select(static i => Row(i, i * 0.7, i % 2 == 0 ? "a" : "b", 0.5, 1)).ToList();

        var result = Run(Config(("a", 1), ("b", 1)) with { Router = new RouterSettings { RoutingStrategy = "least-busy" } }, rows);

        // The first is a toss; from then on the one asked last still serves.
        Assert.All(Enumerable.Range(2, 98), i => Assert.Equal(2, result.Ratios[i], 9));
    }

    [Fact]
    public void Run_DeploymentThatFailed_RestsForTheCandidateToo()
    {
        // a fails again and again while b answers.
        var rows = Enumerable.Range(0, 60).Select(static i => Row(i, i * 0.05, i % 2 == 0 ? "a" : "b", 0.5, 0.01, isFailure: i % 2 == 0)).ToList();

        var result = Run(Config(("a", 1), ("b", 1)), rows);

        Assert.True(result.Picks["b"] > 50, $"b would get {result.Picks["b"]}");
    }

    [Fact]
    public void Run_RoutersThatRecordedApart_AreReplayedApart()
    {
        // Both send to a at once: in one router the second would find it busy.
        var rows = Enumerable.Range(0, 40).Select(static i => Row(i, i / 2 * 2, "a", 1, 1) with { Router = i % 2 }).ToList();

        var result = Run(Config(("a", 1), ("b", 1)) with { Router = new RouterSettings { RoutingStrategy = "least-busy" } }, rows);

        Assert.Equal(20, result.Picks["a"], 9);
    }

    private static ReplayResult Run(RouterConfig config, IReadOnlyList<TraceRow> rows) =>
        Replayer.Run(config, rows, new Trace(rows).ToRequests([new ModelShare("model", 1)], 1, null, 1), 1);

    private static RouterConfig Config(params (string Id, double Weight)[] members) => new()
    {
        ModelList =
        [
            .. members.Select(static member => new DeploymentConfig
            {
                ModelName = "model",
                Params = new DeploymentParams { Model = "simulated/" + member.Id, Weight = member.Weight },
                Info = new DeploymentInfo { Id = member.Id },
            }),
        ],
    };

    /// <summary>Requests a second apart: a takes a second to its first token, any other two.</summary>
    private static List<TraceRow> Log(int count, params (string Id, double Chance)[] members) => Log(count, 1, 0, members);

    private static List<TraceRow> Log(int count, ulong seed, double spread, params (string Id, double Chance)[] members)
    {
        var dice = Dice.For(seed, 0);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var luck = dice.Share();
            var picked = members.First(member => (luck -= member.Chance) < 0 || member == members[^1]);
            return Row(i, i, picked.Id, picked.Chance, dice.LogNormal(picked.Id == "a" ? 1 : 2, spread));
        })];
    }

    private static TraceRow Row(int line, double at, string deployment, double propensity, double first, bool isFailure = false) => new(line, (long)(at * TimeSpan.TicksPerSecond), IsDate: false)
    {
        InputTokens = 100,
        OutputTokens = 10,
        Model = "model",
        Route = new RecordedRoute
        {
            Deployment = deployment,
            Propensity = propensity,
            FirstToken = isFailure ? null : TimeSpan.FromSeconds(first),
            Duration = TimeSpan.FromSeconds(first + 0.01),
            End = isFailure ? new RecordedEnd(Fairlead.Attempts.FailureKind.ServerError, default) : default,
            Cost = 0.01,
        },
    };
}
