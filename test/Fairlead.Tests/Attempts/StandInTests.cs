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
        var alone = Open(Warm(Given.Config(A).Router(Clock)));
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

    [Fact]
    public void NobodyElseInTheGroup_AFallbackIsAskedBesideTheProbe()
    {
        var router = Backed();
        using var session = router.Begin(Stream);
        Assert.True(session.TryNext(out var probe));
        Assert.InRange(probe.HedgeAfter!.Value.TotalSeconds, 1.9, 2.2);
        Assert.True(session.TryHedge(out var other));
        Assert.Equal(("o", "other", true, true), (other.Deployment.Id, other.ModelGroup, other.IsHedge, other.IsFallback));

        session.Report(probe, Lost(3));
        Assert.Equal(NextAction.Done, session.Report(other, Given.Ok(firstToken: 0.5)).Action);
        Assert.Equal((0, 1, 0), (session.AttemptedRetries, session.AttemptedFallbacks, session.AttemptedHedges));
        Assert.Equal((BreakerState.Open, 2), (Breaker(router).State, Breaker(router).Openings));
    }

    [Fact]
    public void FallbackThatFails_ThePlanGoesOnFromIt()
    {
        var router = Backed("other", "third");
        using var session = router.Begin(Stream);
        Assert.True(session.TryNext(out var probe));
        Assert.True(session.TryHedge(out var other));
        Assert.Equal(NextAction.Wait, session.Report(other, Given.Fail(FailureKind.ServerError, 500)).Action);
        Assert.Equal(NextAction.Next, session.Report(probe, Given.Fail(FailureKind.Timeout, 408)).Action);

        Assert.True(session.TryNext(out var third));
        Assert.Equal(("t", 2, 0), (third.Deployment.Id, session.AttemptedFallbacks, session.AttemptedRetries));
        Assert.Equal(NextAction.Done, session.Report(third, Given.Ok()).Action);
    }

    [Fact]
    public void ProbeOfAFallback_TheNextIsAskedBesideIt()
    {
        var router = Backed("other", "third");
        Open(router);
        Open(router, "o");
        Clock.Advance(TimeSpan.FromSeconds(5));
        Open(router);
        using var session = router.Begin(Stream);
        Assert.True(session.TryNext(out var probe));
        Assert.Equal("o", probe.Deployment.Id);
        Assert.NotNull(probe.HedgeAfter);
        Assert.True(session.TryHedge(out var other));
        Assert.Equal(("t", 2), (other.Deployment.Id, session.AttemptedFallbacks));
    }

    [Fact]
    public void NoFallbacksLeft_TheProbeIsWaitedFor()
    {
        Assert.Null(Patience(Backed(), Stream with { DisableFallbacks = true }));
        Assert.Null(Patience(Backed(with: r => r with { MaxFallbacks = 0 })));
        var router = Backed();
        Open(router, "o");
        Assert.Null(Patience(router));
        Assert.Equal(["a", "o"], Backed().Run(Stream, a => a.Deployment.Id == "a" ? Given.Fail(FailureKind.ContextWindow, 400) : Given.Ok()).Tried);
    }

    /// <summary>One that was ill and may be well again, alone in its group, with fallbacks.</summary>
    private Router Backed(string first = "other", string? second = null, Func<RouterSettings, RouterSettings>? with = null)
    {
        var config = Given.Config(A, Given.Deployment("other", "o"), Given.Deployment("third", "t"));
        var router = Open(Warm((second is null ? config.Fallback("m", first) : config.Fallback("m", first, second)).With(with ?? (static r => r)).Router(Clock)));
        Clock.Advance(TimeSpan.FromSeconds(5));
        return router;
    }
}
