using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.State;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Attempts;

/// <summary>Another is asked beside a probe that is late.</summary>
public sealed class StandInTests : ProbeDrive
{
    [Fact]
    public void LateProbe_AnotherIsAskedBesideIt_AndTheProbeHasFailed()
    {
        var router = HalfOpen();
        using var session = router.Begin(Stream with { Trace = true });
        Assert.True(session.TryNext(out var probe));
        Assert.Equal("a", probe.Deployment.Id);
        Assert.InRange(probe.HedgeAfter!.Value.TotalSeconds, 1.9, 2.2);

        Clock.Advance(probe.HedgeAfter.Value);
        Assert.True(session.TryHedge(out var other));
        Assert.Equal("b", other.Deployment.Id);
        Assert.True(other.IsHedge);
        Assert.Equal(NextAction.Wait, session.Report(probe, Lost(2.5)).Action);
        Assert.Equal(NextAction.Done, session.Report(other, Given.Ok(firstToken: 0.5)).Action);

        var breaker = Breaker(router);
        Assert.Equal((BreakerState.Open, FailureKind.Timeout, 2, false), (breaker.State, breaker.Cause, breaker.Openings, breaker.IsProbed));
        Assert.InRange(router.Clock.Seconds(breaker.Until - router.Clock.Now), 9, 10);
        Assert.Equal((0, 0, 1, 1), (session.AttemptedRetries, session.AttemptedFallbacks, session.AttemptedHedges, session.StandIns));
        Assert.Equal(2, session.MaxRetries);
        Assert.Equal([(false, true), (true, false)], session.Explanation!.Attempts.Select(a => (a.Hedge, a.Lost)));
    }

    [Fact]
    public void LateProbe_ThatAnswersFirstAfterAll_IsWellAgain()
    {
        var router = HalfOpen();
        using var session = router.Begin(Stream);
        Assert.True(session.TryNext(out var probe));
        Assert.True(session.TryHedge(out var other));
        session.Report(other, Lost(0.1));
        session.ContentBegan(probe, TimeSpan.FromSeconds(2.3));

        Assert.Equal(NextAction.Done, session.Report(probe, Given.Ok(3, firstToken: 2.3)).Action);
        Assert.Equal(BreakerState.Closed, Breaker(router).State);
    }

    [Fact]
    public void ProbeLostBeforeItsTime_SaysNothing_AndAnotherMayFollow()
    {
        var router = HalfOpen();
        using (var session = router.Begin(Stream))
        {
            Assert.True(session.TryNext(out var probe));
            session.Report(probe, Lost(0.3));
        }

        Assert.Equal((BreakerState.HalfOpen, 1, false), (Breaker(router).State, Breaker(router).Openings, Breaker(router).IsProbed));
    }

    [Theory]
    [InlineData(null, null, true)]
    [InlineData(true, 0, true)]
    [InlineData(false, null, false)]
    [InlineData(null, 0, false)]
    public void WhoeverDeclines_IsNotAskedTwice(bool? hedge, int? retries, bool stands)
    {
        var router = HalfOpen();
        using var session = router.Begin(Stream with { Hedge = hedge, NumRetries = retries });
        Assert.True(session.TryNext(out var probe));

        Assert.Equal(stands, probe.HedgeAfter is not null);
        Assert.Equal(stands, session.TryHedge(out _));
    }

    [Fact]
    public void NobodyElse_TheProbeIsWaitedFor()
    {
        var alone = Open(Warm(Given.Config(A, Given.Deployment("other", "o")).Fallback("m", "other").Router(Clock)));
        Clock.Advance(TimeSpan.FromSeconds(5));
        using var session = alone.Begin(Stream);
        Assert.True(session.TryNext(out var probe));
        Assert.Equal(("a", null), (probe.Deployment.Id, probe.HedgeAfter));
        Assert.False(session.TryHedge(out _));

        var others = HalfOpen();
        Open(others, "b");
        Assert.Null(Patience(others));
        Assert.Null(Patience(HalfOpen(), Stream with { Blocked = ["b"] }));
    }

    [Fact]
    public void Others_WhoAreNotWellThemselves_AreAskedLast()
    {
        var router = Given.Config(A, Given.Deployment("m", "h", with: p => p with { Order = 2 }), Given.Deployment("m", "w", with: p => p with { Order = 3 })).Router(Clock);
        foreach (var id in (string[])["a", "h", "w"])
        {
            Teach(router, id, 1);
        }

        Open(router);
        Open(router, "h");
        Clock.Advance(TimeSpan.FromSeconds(5));
        using var session = router.Begin(Stream);
        Assert.True(session.TryNext(out var probe));
        Assert.Equal("a", probe.Deployment.Id);
        Assert.True(session.TryHedge(out var other));
        Assert.Equal("w", other.Deployment.Id);
        session.Report(other, Given.Fail(FailureKind.ServerError, 500));

        // Better one that may be well than nobody.
        Assert.True(session.TryHedge(out other));
        Assert.Equal("h", other.Deployment.Id);
    }

    [Fact]
    public void WhereHedgingIsOn_ItCostsNothingOfTheBudget()
    {
        var router = HalfOpen(r => r with { Hedging = new HedgingSettings { Enabled = true, MaxShare = 0.25 } });
        using var session = router.Begin(Stream);
        Assert.True(session.TryNext(out var probe));
        Assert.InRange(probe.HedgeAfter!.Value.TotalSeconds, 1.9, 2.2);
        var saved = router.Model.Groups[0].Hedging!.State.Saved;

        Assert.True(session.TryHedge(out _));
        Assert.Equal(saved, router.Model.Groups[0].Hedging!.State.Saved);
    }

    [Fact]
    public void DeadlineOver_NobodyElseIsAsked()
    {
        var router = HalfOpen();
        using var session = router.Begin(Stream with { Deadline = TimeSpan.FromSeconds(1.5) });
        Assert.True(session.TryNext(out _));
        Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.False(session.TryHedge(out _));
    }
}
