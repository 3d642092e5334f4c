using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.State;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.State;

/// <summary>Answers that come a thousand a second and more are learnt from in batches; nobody who looks sees it.</summary>
public sealed class ThickAnswersTests
{
    /// <summary>More than make answers thick, and no multiple of a batch.</summary>
    private const int Many = 203;

    private static readonly TimeSpan Gap = TimeSpan.FromMicroseconds(100);

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Totals_AfterEveryAnswer_AreExact()
    {
        var router = Given.Config(Given.Deployment("m", "a")).Router(_clock);
        for (var i = 1; i <= Many; i++)
        {
            Answer(router, Given.Ok(0.5, tokens: 3) with { InputTokens = 2 });
            if (i % 3 == 0)
            {
                var seen = router.Snapshot().Deployments[0];
                Assert.Equal((i, 2 * i, 3 * i), (seen.Answered, seen.InputTokens, seen.OutputTokens));
            }
        }
    }

    [Fact]
    public void Times_AreThoseOfAnswersLearntFromOneByOne()
    {
        var router = Given.Config(Given.Deployment("m", "a")).Router(_clock);
        var rate = router.Model.Settings.Rate;
        var oneByOne = new DeploymentState();
        for (var i = 0; i < Many; i++)
        {
            var report = Given.Ok(0.5 + (i % 5 * 0.1), tokens: 20, firstToken: 0.1 + (i % 3 * 0.05));
            Answer(router, report);
            oneByOne.CountSuccess(report, default, router.Clock.Now, rate, new DeploymentState.Beginning(router.Clock.Now, 1, FirstKnown: false));
        }

        var state = router.Model.Deployments[0].State;
        var now = router.Clock.Now;
        var (batched, single) = (state.Latency(now, rate.HalfLife), oneByOne.Latency(now, rate.HalfLife));
        Assert.Equal(single.FirstToken, batched.FirstToken, 1e-5);
        Assert.Equal(single.PerToken, batched.PerToken, 1e-6);
        Assert.Equal(single.FirstTokenWeight, batched.FirstTokenWeight, 1e-2);
        Assert.Equal(single.Load, batched.Load, 1e-6);
        Assert.Equal(oneByOne.Quantiles(now, rate.HalfLife).FirstToken.P50, state.Quantiles(now, rate.HalfLife).FirstToken.P50, 1e-3);
    }

    [Fact]
    public void Failure_AmongThem_ComesAfterTheAnswersBeforeIt()
    {
        var router = Given.Config(Given.Deployment("m", "a")).With(r => r with { DisableCooldowns = true }).Router(_clock);
        var state = router.Model.Deployments[0].State;
        for (var i = 0; i < Many; i++)
        {
            Answer(router, Given.Ok(0.5));
        }

        var window = state.CountFailure(router.Clock.Now, router.Model.Settings.Rate);

        Assert.Equal((Many, 1, 1), (window.Successes, window.Failures, window.InARow));
    }

    [Fact]
    public void FiveFailuresInARow_AfterThickAnswers_OpenTheBreakerAtOnce()
    {
        var router = Given.Config(Given.Deployment("m", "a"), Given.Deployment("m", "b")).Router(_clock);
        for (var i = 0; i < Many; i++)
        {
            Answer(router, Given.Ok(0.5), "a");
        }

        for (var i = 0; i < RouterDefaults.FailuresInARow; i++)
        {
            Assert.False(router.Model.ById("a")!.State.HasRested);
            Answer(router, Given.Fail(FailureKind.ServerError, 500), "a");
        }

        Assert.True(router.Model.ById("a")!.State.Rest.Lasts(router.Clock.Now));
    }

    [Theory]
    [InlineData("latency-based")]
    [InlineData("adaptive")]
    public void Strategy_OneGrowsSlowUnderThickAnswers_TurnsAway(string strategy)
    {
        var router = Given.Config(Given.Deployment("m", "a"), Given.Deployment("m", "b")).Strategy(strategy).Router(_clock);
        for (var i = 0; i < Many; i++)
        {
            Answer(router, Given.Ok(0.5), not: i % 2 == 0 ? "a" : "b");
        }

        // Two batches: of those slow answers the last few are still lying there.
        for (var i = 0; i < 20; i++)
        {
            Answer(router, Given.Ok(5), not: "b");
            Answer(router, Given.Ok(0.5), not: "a");
        }

        Assert.Equal("b", router.Explain(new RouteRequest("m")).Groups[0].Candidates.MaxBy(c => c.Share)!.Id);
    }

    [Fact]
    public void ClockThatStandsStill_LearnsFromEachAtOnce()
    {
        var router = Given.Config(Given.Deployment("m", "a", with: p => p with { InputCostPerToken = 0, OutputCostPerToken = 1 })).Strategy("cost-based").Router(_clock);
        for (var i = 0; i < Many; i++)
        {
            Answer(router, Given.Ok(0.5, tokens: 100), advances: false);
        }

        Answer(router, Given.Ok(0.5, tokens: 1000), advances: false);

        // The price of the expected tokens has no reader that learns first: it shows whether anything lies about.
        Assert.Equal(100 + (900 / 16.0), router.Model.Groups[0].Tiers[0].Strategy.Score(0, new RouteRequest("m"))!.Value, 1e-6);
    }

    private void Answer(Fairlead.Router router, in AttemptReport report, string model = "m", string? not = null, bool advances = true)
    {
        if (advances)
        {
            _clock.Advance(Gap);
        }

        using var session = router.Begin(new RouteRequest(model) { Blocked = not is null ? null : [not] });
        Assert.True(session.TryNext(out var attempt));
        session.Report(attempt, report);
    }
}
