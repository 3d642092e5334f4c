using Fairlead.Attempts;
using Fairlead.State;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Attempts;
using Fairlead.Tests.Model;
using static Fairlead.Tests.State.Resting;

namespace Fairlead.Tests.State;

/// <summary>Closed, open, half-open, closed again.</summary>
public sealed class BreakerTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Cycle_OpensRestsProbesAndCloses()
    {
        var router = Pair.Router(_clock);
        Assert.Equal(default, Breaker(router, "a"));

        Fail(router, "a");
        Assert.Equal((BreakerState.Open, FailureKind.Connection, 1), (Breaker(router, "a").State, Breaker(router, "a").Cause, Breaker(router, "a").Openings));

        _clock.Advance(5);
        Assert.Equal(BreakerState.HalfOpen, Breaker(router, "a").State);

        Once(router, "a", Given.Ok());
        Assert.Equal(default, Breaker(router, "a"));
    }

    [Fact]
    public void Outage_OfALonePrimaryWithAFallback_RequestsGoStraightToTheFallback()
    {
        var router = Backed.Router(_clock);
        var asked = 0;
        for (var second = 0; second < 600; second++)
        {
            for (var i = 0; i < 10; i++)
            {
                var run = router.Run("m", a => a.Deployment.Id == "a" ? Count(ref asked) : Given.Ok());
                Assert.True(run.Answered);
            }

            _clock.Advance(1);
        }

        // Five to find out (each request asks twice at most), then one probe after 5, 10, 20, 40 s and each minute: of six thousand requests.
        Assert.InRange(asked, 5, 22);

        asked = 0;
        _clock.Advance(60);
        Assert.Equal(["a"], router.Run("m", _ => Given.Ok()).Tried);
        Assert.All(Enumerable.Range(0, 10), _ => Assert.Equal(["a"], router.Run("m", _ => Given.Ok()).Tried));

        static AttemptReport Count(ref int asked)
        {
            asked++;
            return Given.Fail(FailureKind.Connection);
        }
    }

    [Fact]
    public void FailuresWhileOpen_AreNoFurtherOpenings()
    {
        var router = Pair.Router(_clock);
        var late = Enumerable.Range(0, 20).Select(_ => router.Begin(new RouteRequest("a") { NumRetries = 0 })).ToList();
        var attempts = late.ConvertAll(s => s.TryNext(out var attempt) ? attempt : throw new InvalidOperationException());
        for (var i = 0; i < late.Count; i++)
        {
            late[i].Report(attempts[i], Given.Fail(FailureKind.Connection));
        }

        Assert.Equal(1, Breaker(router, "a").Openings);
        Assert.Equal(5, SecondsLeft(router, "a"), 0.001);
    }

    [Fact]
    public void LateFailureOfAnOldCall_AfterTheBreakerClosed_OpensNothing()
    {
        var router = Pair.Router(_clock);
        using var old = router.Begin(new RouteRequest("a"));
        Assert.True(old.TryNext(out var attempt));
        Fail(router, "a");
        _clock.Advance(5);
        Once(router, "a", Given.Ok());

        old.Report(attempt, Given.Fail(FailureKind.Connection));

        Assert.Equal(BreakerState.Closed, Breaker(router, "a").State);
    }

    [Fact]
    public void Report_OnADeploymentThatAReloadRemoved_IsTakenWithoutHarm()
    {
        var router = Pair.Router(_clock);
        using var session = router.Begin(new RouteRequest("a"));
        Assert.True(session.TryNext(out var attempt));
        router.Reload(Given.Config(Given.Deployment("m", "b")));

        session.Report(attempt, Given.Fail(FailureKind.Authentication, 401));

        Assert.Null(router.Model.ById("a"));
        Assert.Equal(["b"], router.Run("m", _ => Given.Ok()).Tried);
    }

    [Fact]
    public void CallersDeadline_ATimeoutOfTheOperatorsBeforeIt_Counts()
    {
        var router = Given.Config(Given.Deployment("m", "a", with: p => p with { Timeout = TimeSpan.FromSeconds(2) }), Given.Deployment("m", "b"))
            .With(r => r with { AllowedFails = 0 }).Router(_clock);
        using var session = router.Begin(new RouteRequest("a") { Deadline = TimeSpan.FromSeconds(60) });
        Assert.True(session.TryNext(out var attempt));
        Assert.Equal(TimeSpan.FromSeconds(2), attempt.FirstByteTimeout);
        session.Report(attempt, Given.Fail(FailureKind.Timeout, 408));

        Assert.Equal(BreakerState.Open, Breaker(router, "a").State);
    }

    [Fact]
    public void Changes_AreTold_OnceEach_AcrossReloads()
    {
        var router = Pair.Router(_clock);
        var heard = new List<BreakerChange>();
        router.Model.Breakers.Listener = heard.Add;
        router.Reload(Pair);
        Fail(router, "a");
        _clock.Advance(5);
        Fail(router, "a", times: 1);
        _clock.Advance(10);
        Once(router, "a", Given.Ok());

        Assert.Equal(
            [
                (BreakerState.Closed, BreakerState.Open, 1),
                (BreakerState.Open, BreakerState.HalfOpen, 1),
                (BreakerState.HalfOpen, BreakerState.Open, 2),
                (BreakerState.Open, BreakerState.HalfOpen, 2),
                (BreakerState.HalfOpen, BreakerState.Closed, 0),
            ],
            heard.Select(c => (c.From, c.To, c.Openings)));
        Assert.All(heard, c => Assert.Equal(("a", FailureKind.Connection), (c.Deployment.Id, c.Cause)));
    }

    [Fact]
    public void Answer_DuringTheRest_IsToldAsClosedFromOpen()
    {
        var router = Pair.Router(_clock);
        var heard = new List<BreakerChange>();
        router.Model.Breakers.Listener = heard.Add;
        var deployment = router.Model.ById("a")!;
        Fail(router, "a");

        router.Model.Breakers.Close(deployment, deployment.State.Rest, router.Clock.Now);

        Assert.Equal((BreakerState.Open, BreakerState.Closed, 0L, 0), (heard[^1].From, heard[^1].To, heard[^1].Until, heard[^1].Openings));
    }
}
