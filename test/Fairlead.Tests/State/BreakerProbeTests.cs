using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.State;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Attempts;
using Fairlead.Tests.Model;
using static Fairlead.Tests.State.Resting;

namespace Fairlead.Tests.State;

/// <summary>Half-open: one probe at a time, and what its end leads to.</summary>
public sealed class BreakerProbeTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void HalfOpen_OneProbeUnderWay_OthersPassItBy()
    {
        var router = Backed.Router(_clock);
        Fail(router, "a");
        _clock.Advance(5);
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
        _clock.Advance(5);
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
        _clock.Advance(2);
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
        _clock.Advance(5);
        using var probe = router.Begin(new RouteRequest("m"));
        Assert.True(probe.TryNext(out var attempt));
        switch (end)
        {
            case "answered":
                probe.Report(attempt, Given.Ok());
                break;
            case "failed":
                probe.Report(attempt, Given.Fail(FailureKind.ServerError, 500));
                _clock.Advance(10);
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
                _clock.Advance(RouterDefaults.ProbeTime.TotalSeconds);
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
        _clock.Advance(5);
        using var lost = router.Begin(new RouteRequest("m"));
        Assert.True(lost.TryNext(out _));
        _clock.Advance(RouterDefaults.ProbeTime.TotalSeconds);
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
        _clock.Advance(5);
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
            _clock.Advance(SecondsLeft(router, "a"));
            Fail(router, "a", times: 1);

            // Chance takes up to a tenth off, so that replicas do not probe together.
            Assert.InRange(SecondsLeft(router, "a"), expected * 0.9, expected);
            Assert.Equal(opening, Breaker(router, "a").Openings);
        }

        Assert.Contains("opening 6 in a row", router.Explain(new RouteRequest("m")).Groups[0].Candidates[0].Detail, StringComparison.Ordinal);
        Assert.Equal(default, Breaker(router, "b"));
        _clock.Advance(60);
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
            _clock.Advance(expected);
            Once(router, "a", Given.Fail(FailureKind.Unavailable, 503, retryAfter));
        }
    }

    [Fact]
    public void RouterCooldownAboveTheCap_IsNotCutByIt()
    {
        var router = Pair.With(r => r with { CooldownTime = TimeSpan.FromSeconds(300) }).Router(_clock);
        Fail(router, "a");
        _clock.Advance(300);
        Fail(router, "a", times: 1);

        Assert.InRange(SecondsLeft(router, "a"), 270, 300);
    }
}
