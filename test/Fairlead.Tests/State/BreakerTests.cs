using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.State;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Attempts;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.State;

/// <summary>Closed, open, half-open with one probe.</summary>
public sealed class BreakerTests
{
    private readonly FakeTimeProvider _clock = new();

    private static RouterConfig Pair => Given.Config(Given.Deployment("m", "a"), Given.Deployment("m", "b"));

    /// <summary>A deployment that is asked first, and one that answers when it does not.</summary>
    private static RouterConfig Backed => Given.Config(Given.Deployment("m", "a"), Given.Deployment("other", "o")).Fallback("m", "other");

    private static BreakerView Breaker(Router router, string id) => router.Model.ById(id)!.State.Breaker(router.Clock.Now);

    private static double SecondsLeft(Router router, string id) => router.Clock.Seconds(Breaker(router, id).Until - router.Clock.Now);

    private static void Once(Router router, string id, AttemptReport report)
    {
        using var session = router.Begin(new RouteRequest(id) { NumRetries = 0, DisableFallbacks = true });
        if (session.TryNext(out var attempt))
        {
            session.Report(attempt, report);
        }
    }

    private static void Fail(Router router, string id, int times = 5)
    {
        for (var i = 0; i < times; i++)
        {
            Once(router, id, Given.Fail(FailureKind.Connection));
        }
    }

    private void Advance(double seconds) => _clock.Advance(TimeSpan.FromSeconds(seconds));

    [Fact]
    public void Cycle_OpensRestsProbesAndCloses()
    {
        var router = Pair.Router(_clock);
        Assert.Equal(default, Breaker(router, "a"));

        Fail(router, "a");
        Assert.Equal((BreakerState.Open, FailureKind.Connection, 1), (Breaker(router, "a").State, Breaker(router, "a").Cause, Breaker(router, "a").Openings));

        Advance(5);
        Assert.Equal(BreakerState.HalfOpen, Breaker(router, "a").State);

        Once(router, "a", Given.Ok());
        Assert.Equal(default, Breaker(router, "a"));
    }

    [Fact]
    public void HalfOpen_OneProbeUnderWay_OthersPassItBy()
    {
        var router = Backed.Router(_clock);
        Fail(router, "a");
        Advance(5);
        using var probe = router.Begin(new RouteRequest("m"));
        Assert.True(probe.TryNext(out var probing));
        Assert.Equal("a", probing.Deployment.Id);
        Assert.True(Breaker(router, "a").IsProbed);
        Assert.Equal("half-open: its probe is under way", router.Explain(new RouteRequest("m")).Groups[0].Candidates[0].Detail);

        Assert.All(Enumerable.Range(0, 10), _ => Assert.Equal(["o"], router.Run("m", _ => Given.Ok()).Tried));

        probe.Report(probing, Given.Ok());
        Assert.Equal(["a"], router.Run("m", _ => Given.Ok()).Tried);
    }

    [Fact]
    public void HalfOpen_OneProbeUnderWay_WithNobodyElseLeft_IsAskedAllTheSame()
    {
        var router = Given.Config(Given.Deployment("m", "a")).Router(_clock);
        Once(router, "a", Given.Fail(FailureKind.Authentication, 401));
        Advance(5);
        using var probe = router.Begin(new RouteRequest("m"));
        Assert.True(probe.TryNext(out _));

        Assert.True(router.Run("m", _ => Given.Ok()).Answered);
        Assert.Equal(BreakerState.Closed, Breaker(router, "a").State);
    }

    [Fact]
    public void HalfOpen_AfterARateLimit_IsAskedAllTheSameOnceTheTimeIsOver()
    {
        var router = Pair.Router(_clock);
        Once(router, "a", Given.Fail(FailureKind.RateLimited, 429, retryAfter: 2));
        Once(router, "b", Given.Fail(FailureKind.RateLimited, 429, retryAfter: 2));
        Assert.Equal(RouteRefusal.AllCoolingDown, router.Run("m", _ => Given.Ok()).Failure!.Refusal);
        Advance(2);
        using var first = router.Begin(new RouteRequest("m"));
        using var second = router.Begin(new RouteRequest("m"));
        Assert.True(first.TryNext(out _) && second.TryNext(out _));

        Assert.True(router.Run("m", _ => Given.Ok()).Answered);
    }

    [Theory]
    [InlineData("answered")]
    [InlineData("failed")]
    [InlineData("cancelled")]
    [InlineData("disposed")]
    [InlineData("refused")]
    [InlineData("lost")]
    public void Probe_HoweverItEnds_AnotherMayFollow(string end)
    {
        var router = Backed.Router(_clock);
        Fail(router, "a");
        Advance(5);
        using var probe = router.Begin(new RouteRequest("m"));
        Assert.True(probe.TryNext(out var attempt));
        switch (end)
        {
            case "answered":
                probe.Report(attempt, Given.Ok());
                break;
            case "failed":
                probe.Report(attempt, Given.Fail(FailureKind.ServerError, 500));
                Advance(10);
                break;
            case "cancelled":
                probe.Report(attempt, Given.Fail(FailureKind.Cancelled));
                break;
            case "disposed":
                probe.Dispose();
                break;
            case "refused":
                // The caller's own fault: it says nothing of the deployment.
                probe.Report(attempt, Given.Fail(FailureKind.BadRequest, 400));
                break;
            case "lost":
                Advance(RouterDefaults.ProbeTime.TotalSeconds);
                break;
        }

        Assert.Equal(["a"], router.Run("m", _ => Given.Ok()).Tried);
        Assert.Equal(BreakerState.Closed, Breaker(router, "a").State);
    }

    [Fact]
    public void Probe_LostAndReplaced_ItsLateEndDoesNotFreeTheOther()
    {
        var router = Backed.Router(_clock);
        Fail(router, "a");
        Advance(5);
        using var lost = router.Begin(new RouteRequest("m"));
        Assert.True(lost.TryNext(out _));
        Advance(RouterDefaults.ProbeTime.TotalSeconds);
        using var probe = router.Begin(new RouteRequest("m"));
        Assert.True(probe.TryNext(out _));

        lost.Dispose();

        Assert.True(Breaker(router, "a").IsProbed);
        Assert.Equal(["o"], router.Run("m", _ => Given.Ok()).Tried);
    }

    [Fact]
    public void Probe_WithItsFirstContent_LetsAnotherFollow()
    {
        var router = Backed.Router(_clock);
        Fail(router, "a");
        Advance(5);
        using var probe = router.Begin(new RouteRequest("m") { Stream = true });
        Assert.True(probe.TryNext(out var attempt));

        probe.ContentBegan(attempt, TimeSpan.FromSeconds(1));

        Assert.Equal(BreakerState.HalfOpen, Breaker(router, "a").State);
        Assert.Equal(["a"], router.Run("m", _ => Given.Ok()).Tried);
    }

    [Fact]
    public void ProbeFailures_DoubleTheRest_UpToAMinute_AndAnAnswerResets()
    {
        var router = Pair.Router(_clock);
        Fail(router, "a");
        Assert.Equal(5, SecondsLeft(router, "a"), 0.001);
        foreach (var (expected, opening) in new[] { (10.0, 2), (20, 3), (40, 4), (60, 5), (60, 6) })
        {
            Advance(SecondsLeft(router, "a"));
            Fail(router, "a", times: 1);

            // Chance takes up to a tenth off, so that replicas do not probe together.
            Assert.InRange(SecondsLeft(router, "a"), expected * 0.9, expected);
            Assert.Equal(opening, Breaker(router, "a").Openings);
        }

        Assert.Contains("opening 6 in a row", router.Explain(new RouteRequest("m")).Groups[0].Candidates[0].Detail, StringComparison.Ordinal);
        Assert.Equal(default, Breaker(router, "b"));
        Advance(60);
        Once(router, "a", Given.Ok());
        Fail(router, "a", times: 4);
        Assert.Equal(BreakerState.Closed, Breaker(router, "a").State);
        Fail(router, "a", times: 1);
        Assert.Equal(5, SecondsLeft(router, "a"), 0.001);
    }

    [Theory]
    [InlineData(7.0, null, 7)]
    [InlineData(null, 3.0, 3)]
    public void ProbeFailures_WithATimeSetForThem_RestExactlyThat(double? own, double? retryAfter, double expected)
    {
        var router = Given.Config(
            Given.Deployment("m", "a", with: p => p with { CooldownTime = own is { } s ? TimeSpan.FromSeconds(s) : null }), Given.Deployment("m", "b")).Router(_clock);
        for (var i = 0; i < 5; i++)
        {
            Once(router, "a", Given.Fail(FailureKind.Unavailable, 503, retryAfter));
        }

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(expected, SecondsLeft(router, "a"), 0.001);
            Advance(expected);
            Once(router, "a", Given.Fail(FailureKind.Unavailable, 503, retryAfter));
        }
    }

    [Fact]
    public void RouterCooldownAboveTheCap_IsNotCutByIt()
    {
        var router = Pair.With(r => r with { CooldownTime = TimeSpan.FromSeconds(300) }).Router(_clock);
        Fail(router, "a");
        Advance(300);
        Fail(router, "a", times: 1);

        Assert.InRange(SecondsLeft(router, "a"), 270, 300);
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
        Advance(5);
        Once(router, "a", Given.Ok());

        old.Report(attempt, Given.Fail(FailureKind.Connection));

        Assert.Equal(BreakerState.Closed, Breaker(router, "a").State);
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

            Advance(1);
        }

        // Five to find out (each request asks twice at most), then one probe after 5, 10, 20, 40 s and each minute: of six thousand requests.
        Assert.InRange(asked, 5, 22);

        asked = 0;
        Advance(60);
        Assert.Equal(["a"], router.Run("m", _ => Given.Ok()).Tried);
        Assert.All(Enumerable.Range(0, 10), _ => Assert.Equal(["a"], router.Run("m", _ => Given.Ok()).Tried));

        static AttemptReport Count(ref int asked)
        {
            asked++;
            return Given.Fail(FailureKind.Connection);
        }
    }

    [Fact]
    public void Changes_AreTold_OnceEach_AcrossReloads()
    {
        var router = Pair.Router(_clock);
        var heard = new List<BreakerChange>();
        router.Model.Breakers.Listener = heard.Add;
        router.Reload(Pair);
        Fail(router, "a");
        Advance(5);
        Fail(router, "a", times: 1);
        Advance(10);
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
