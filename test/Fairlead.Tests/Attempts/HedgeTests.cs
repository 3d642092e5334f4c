using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;
using static Fairlead.Tests.Attempts.HedgeDrive;

namespace Fairlead.Tests.Attempts;

/// <summary>Which call is hedged where, and what becomes of the two.</summary>
public sealed class HedgeTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Off_IsTheDefault()
    {
        var router = Two().Router(_clock).Warm(_clock);
        using var session = router.Begin(Streamed);
        Assert.True(session.TryNext(out var attempt));

        Assert.Null(attempt.HedgeAfter);
        Assert.False(session.TryHedge(out _));
    }

    [Theory]
    [InlineData(null, null, false, true)]
    [InlineData(false, null, false, false)]
    [InlineData(null, 0, false, false)]
    [InlineData(true, 0, false, true)]
    [InlineData(null, null, true, false)]
    [InlineData(true, null, true, true)]
    public void Request_Decides(bool? asks, int? retries, bool onRequest, bool hedged)
    {
        var router = Hedged(Two(), s => s with { OnRequest = onRequest }).Router(_clock).Warm(_clock);
        using var session = router.Begin(Streamed with { Hedge = asks, NumRetries = retries });
        Assert.True(session.TryNext(out var attempt));

        Assert.Equal(hedged, attempt.HedgeAfter is not null);
        Assert.Equal(hedged, session.TryHedge(out _));
    }

    [Fact]
    public void Hedge_GoesToAnotherFailureDomainWhereThereIsOne()
    {
        DeploymentConfig At(string id, string host, string key) => Given.Deployment("m", id, with: p => p with { ApiBase = $"https://{host}", ApiKey = new Secret(key) });
        var router = Hedged(Given.Config(At("a", "one", "k"), At("b", "one", "k"), At("c", "one", "other"), At("d", "one", "k"))).Router(_clock).Warm(_clock);
        for (var i = 0; i < 20; i++)
        {
            router.Warm(_clock, requests: 4);
            using var session = router.Begin(Streamed);
            Assert.True(session.TryNext(out var late));
            Assert.True(session.TryHedge(out var hedge));

            Assert.True(hedge.IsHedge);
            Assert.NotSame(late.Deployment, hedge.Deployment);
            Assert.True(late.Deployment.Id == "c" || hedge.Deployment.Id == "c", $"{late.Deployment.Id} hedged by {hedge.Deployment.Id}");
        }
    }

    [Fact]
    public void FullOrRestingSiblings_AreNotHedgedTo()
    {
        var router = Hedged(Given.Config(Given.Deployment("m", "a"), Given.Deployment("m", "b", with: p => p with { MaxParallelRequests = 1 }))).Router(_clock).Warm(_clock);
        var other = router.Begin(Streamed with { Blocked = ["a"] });
        Assert.True(other.TryNext(out _));
        using var session = router.Begin(Streamed);
        Assert.True(session.TryNext(out var attempt));
        Assert.Equal("a", attempt.Deployment.Id);
        var saved = router.Model.Groups[0].Hedging!.State.Saved;

        Assert.False(session.TryHedge(out _));
        Assert.Equal(saved, router.Model.Groups[0].Hedging!.State.Saved);
        other.Dispose();
        Assert.True(session.TryHedge(out _));
    }

    [Fact]
    public void OneAtATime()
    {
        var router = Hedged(Given.Config(Given.Deployment("m", "a"), Given.Deployment("m", "b"), Given.Deployment("m", "c"))).Router(_clock).Warm(_clock);
        using var session = router.Begin(Streamed);
        Assert.True(session.TryNext(out _));
        Assert.True(session.TryHedge(out _));

        Assert.False(session.TryHedge(out _));
    }

    [Fact]
    public void DeadlineNear_DoesNotHedge()
    {
        var router = Hedged(Two()).Router(_clock).Warm(_clock);
        using var session = router.Begin(Streamed with { Deadline = TimeSpan.FromSeconds(5) });
        Assert.True(session.TryNext(out _));
        _clock.Advance(TimeSpan.FromSeconds(4.95));

        Assert.False(session.TryHedge(out _));
    }

    [Fact]
    public void HedgeWins_TheOtherIsLostWithoutBlame()
    {
        var router = Hedged(Two()).Router(_clock).Warm(_clock);
        using var session = router.Begin(Streamed with { Trace = true });
        Assert.True(session.TryNext(out var late));
        var before = router.Snapshot().Deployments.Single(d => d.Id == late.Deployment.Id);
        _clock.Advance(TimeSpan.FromSeconds(3));
        Assert.True(session.TryHedge(out var hedge));

        Assert.Equal(NextAction.Wait, session.Report(late, Lost(3)).Action);
        Assert.Equal(NextAction.Done, session.Report(hedge, Given.Ok(firstToken: 0.1)).Action);

        var after = router.Snapshot().Deployments.Single(d => d.Id == late.Deployment.Id);
        Assert.Equal(0, after.FailureShare);
        Assert.Null(after.Cooldown);
        Assert.Equal(1, after.Failures[FailureKind.Lost]);
        Assert.True(after.SecondsToFirstToken > before.SecondsToFirstToken, "a straggler must not look quick for being given up");
        Assert.All(router.Snapshot().Deployments, d => Assert.Equal(0, d.InFlight));
        Assert.Equal((0, 0, 1), (session.AttemptedRetries, session.AttemptedFallbacks, session.AttemptedHedges));
        Assert.Equal([(false, true), (true, false)], session.Explanation!.Attempts.Select(a => (a.Hedge, a.Lost)));
    }

    [Fact]
    public void HedgeLosesEarly_TeachesNothing()
    {
        var router = Hedged(Two()).Router(_clock).Warm(_clock);
        using var session = router.Begin(Streamed);
        Assert.True(session.TryNext(out var late));
        Assert.True(session.TryHedge(out var hedge));
        var before = router.Snapshot().Deployments.Single(d => d.Id == hedge.Deployment.Id).SecondsToFirstToken;
        session.Report(late, Given.Ok(firstToken: 0.2));
        session.Report(hedge, Lost(0.01));

        Assert.Equal(before, router.Snapshot().Deployments.Single(d => d.Id == hedge.Deployment.Id).SecondsToFirstToken);
    }

    [Fact]
    public void OneFails_TheOtherGoesOn()
    {
        var router = Hedged(Two()).Router(_clock).Warm(_clock);
        using var session = router.Begin(Streamed);
        Assert.True(session.TryNext(out var late));
        Assert.True(session.TryHedge(out var hedge));

        Assert.Equal(NextAction.Wait, session.Report(hedge, Given.Fail(FailureKind.ServerError, 500)).Action);
        Assert.Equal(NextAction.Done, session.Report(late, Given.Ok(firstToken: 4)).Action);
        Assert.Null(session.Failure);
    }

    [Fact]
    public void BothFail_ThePlanGoesOn()
    {
        var router = Hedged(Given.Config(Given.Deployment("m", "a"), Given.Deployment("m", "b"), Given.Deployment("m", "c"))).Router(_clock).Warm(_clock);
        using var session = router.Begin(Streamed);
        Assert.True(session.TryNext(out var late));
        Assert.True(session.TryHedge(out var hedge));

        Assert.Equal(NextAction.Wait, session.Report(late, Given.Fail(FailureKind.BadRequest, 400)).Action);
        Assert.Equal(NextAction.Next, session.Report(hedge, Given.Fail(FailureKind.ServerError, 500)).Action);
        Assert.True(session.TryNext(out var third));
        Assert.False(third.IsHedge);
        Assert.Equal(3, new HashSet<string> { late.Deployment.Id, hedge.Deployment.Id, third.Deployment.Id }.Count);
    }

    [Fact]
    public void OneBroken_AfterItsAnswerBegan_TheOtherEndsNothing()
    {
        var router = Hedged(Two()).Router(_clock).Warm(_clock);
        using var session = router.Begin(Streamed);
        Assert.True(session.TryNext(out var attempt));
        Assert.True(session.TryHedge(out var hedge));
        Assert.Equal(NextAction.GiveUp, session.Report(hedge, Given.Fail(FailureKind.StreamBroken) with { Committed = true }).Action);

        Assert.Equal(NextAction.GiveUp, session.Report(attempt, Given.Ok()).Action);
    }

    [Fact]
    public void CallerLeaves_EndsBoth()
    {
        var router = Hedged(Two()).Router(_clock).Warm(_clock);
        var session = router.Begin(Streamed);
        Assert.True(session.TryNext(out var late));
        Assert.True(session.TryHedge(out _));

        Assert.Equal(NextAction.GiveUp, session.Report(late, Given.Fail(FailureKind.Cancelled)).Action);
        session.Dispose();

        Assert.All(router.Snapshot().Deployments, d => Assert.Equal(0, d.InFlight));
    }
}
