using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Attempts;

public sealed class HedgeTests
{
    private static readonly HedgingSettings On = new() { Enabled = true, MaxShare = 0.25, Quantile = 0.95 };

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Off_IsTheDefault()
    {
        var router = Warm(Two().Router(_clock));
        using var session = router.Begin(Stream);
        Assert.True(session.TryNext(out var attempt));

        Assert.Null(attempt.HedgeAfter);
        Assert.False(session.TryHedge(out _));
    }

    [Fact]
    public void LittleKnown_DoesNotHedge()
    {
        var router = Warm(Hedged(Two()).Router(_clock), requests: 10);
        using var session = router.Begin(Stream);
        Assert.True(session.TryNext(out var attempt));

        Assert.Null(attempt.HedgeAfter);
    }

    [Fact]
    public void Delay_IsTheQuantileOfTheGroupsFirstTokens()
    {
        // Nine in ten take 0.1 s, one in ten 2 s; the 95th percentile is among the slow.
        var router = Warm(Hedged(Two(), s => s with { MaxShare = 0.5 }).Router(_clock), slowEvery: 10);

        Assert.InRange(After(router).TotalSeconds, 1.85, 2.15);
    }

    [Fact]
    public void SmallShare_MovesTheQuantileUp()
    {
        // With 2 % of requests the slowest 1.6 % are hedged, not the slowest 5 %.
        var router = Warm(Hedged(Two(), s => s with { MaxShare = 0.02 }).Router(_clock), requests: 400, slowEvery: 25);

        Assert.InRange(After(router).TotalSeconds, 1.85, 2.15);
    }

    [Fact]
    public void Delay_StaysBetweenItsBounds()
    {
        var least = Warm(Hedged(Two(), s => s with { MinDelay = TimeSpan.FromSeconds(1) }).Router(_clock));
        var most = Warm(Hedged(Two(), s => s with { MaxDelay = TimeSpan.FromMilliseconds(60) }).Router(_clock));

        Assert.Equal(TimeSpan.FromSeconds(1), After(least));
        Assert.Equal(TimeSpan.FromMilliseconds(60), After(most));
    }

    [Fact]
    public void PlainAnswers_HaveADelayOfTheirOwn()
    {
        var router = Hedged(Two()).Router(_clock);
        Warm(router);
        for (var i = 0; i < 100; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(0.3));
            router.Run("m", _ => Given.Ok(seconds: 8));
        }

        using var plain = router.Begin(new RouteRequest("m"));
        Assert.True(plain.TryNext(out var attempt));
        Assert.InRange(attempt.HedgeAfter!.Value.TotalSeconds, 7.5, 8.5);
        Assert.InRange(After(router).TotalSeconds, 0.09, 0.11);
    }

    [Fact]
    public void Hedge_GoesToAnotherFailureDomainWhereThereIsOne()
    {
        DeploymentConfig At(string id, string host, string key) => Given.Deployment("m", id, with: p => p with { ApiBase = $"https://{host}", ApiKey = new Secret(key) });
        var router = Warm(Hedged(Given.Config(At("a", "one", "k"), At("b", "one", "k"), At("c", "one", "other"), At("d", "one", "k"))).Router(_clock));
        for (var i = 0; i < 20; i++)
        {
            Warm(router, requests: 4);
            using var session = router.Begin(Stream);
            Assert.True(session.TryNext(out var late));
            Assert.True(session.TryHedge(out var hedge));

            Assert.True(hedge.IsHedge);
            Assert.NotSame(late.Deployment, hedge.Deployment);
            Assert.True(late.Deployment.Id == "c" || hedge.Deployment.Id == "c", $"{late.Deployment.Id} hedged by {hedge.Deployment.Id}");
        }
    }

    [Fact]
    public void OneAtATime()
    {
        var router = Warm(Hedged(Given.Config(Given.Deployment("m", "a"), Given.Deployment("m", "b"), Given.Deployment("m", "c"))).Router(_clock));
        using var session = router.Begin(Stream);
        Assert.True(session.TryNext(out _));
        Assert.True(session.TryHedge(out _));

        Assert.False(session.TryHedge(out _));
    }

    [Fact]
    public void HedgeWins_TheOtherIsLostWithoutBlame()
    {
        var router = Warm(Hedged(Two()).Router(_clock));
        using var session = router.Begin(Stream with { Trace = true });
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
        var router = Warm(Hedged(Two()).Router(_clock));
        using var session = router.Begin(Stream);
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
        var router = Warm(Hedged(Two()).Router(_clock));
        using var session = router.Begin(Stream);
        Assert.True(session.TryNext(out var late));
        Assert.True(session.TryHedge(out var hedge));

        Assert.Equal(NextAction.Wait, session.Report(hedge, Given.Fail(FailureKind.ServerError, 500)).Action);
        Assert.Equal(NextAction.Done, session.Report(late, Given.Ok(firstToken: 4)).Action);
        Assert.Null(session.Failure);
    }

    [Fact]
    public void BothFail_ThePlanGoesOn()
    {
        var router = Warm(Hedged(Given.Config(Given.Deployment("m", "a"), Given.Deployment("m", "b"), Given.Deployment("m", "c"))).Router(_clock));
        using var session = router.Begin(Stream);
        Assert.True(session.TryNext(out var late));
        Assert.True(session.TryHedge(out var hedge));

        Assert.Equal(NextAction.Wait, session.Report(late, Given.Fail(FailureKind.BadRequest, 400)).Action);
        Assert.Equal(NextAction.Next, session.Report(hedge, Given.Fail(FailureKind.ServerError, 500)).Action);
        Assert.True(session.TryNext(out var third));
        Assert.False(third.IsHedge);
        Assert.Equal(3, new HashSet<string> { late.Deployment.Id, hedge.Deployment.Id, third.Deployment.Id }.Count);
    }

    [Fact]
    public void CallerLeaves_EndsBoth()
    {
        var router = Warm(Hedged(Two()).Router(_clock));
        var session = router.Begin(Stream);
        Assert.True(session.TryNext(out var late));
        Assert.True(session.TryHedge(out _));

        Assert.Equal(NextAction.GiveUp, session.Report(late, Given.Fail(FailureKind.Cancelled)).Action);
        session.Dispose();

        Assert.All(router.Snapshot().Deployments, d => Assert.Equal(0, d.InFlight));
    }

    [Fact]
    public void Savings_BeginAtNothingAndEndWhenSpent()
    {
        var router = Hedged(Two(), s => s with { MaxShare = 0.1 }).Router(_clock);
        var hedges = 0;
        for (var i = 1; i <= 500; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(0.3));
            using var session = router.Begin(Stream);
            Assert.True(session.TryNext(out var attempt));
            if (session.TryHedge(out var hedge))
            {
                hedges++;
                session.Report(hedge, Lost(0.01));
            }

            Assert.True(hedges <= i * 0.1 + 1e-9, $"{hedges} hedges of {i} requests");
            session.Report(attempt, Given.Ok(firstToken: 0.1));
        }

        Assert.Equal(50, hedges);
    }

    [Fact]
    public void DeadlineNear_DoesNotHedge()
    {
        var router = Warm(Hedged(Two()).Router(_clock));
        using var session = router.Begin(Stream with { Deadline = TimeSpan.FromSeconds(5) });
        Assert.True(session.TryNext(out _));
        _clock.Advance(TimeSpan.FromSeconds(4.95));

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
        var router = Warm(Hedged(Two(), s => s with { OnRequest = onRequest }).Router(_clock));
        using var session = router.Begin(Stream with { Hedge = asks, NumRetries = retries });
        Assert.True(session.TryNext(out var attempt));

        Assert.Equal(hedged, attempt.HedgeAfter is not null);
        Assert.Equal(hedged, session.TryHedge(out _));
    }

    [Fact]
    public void MaxCost_IsKept()
    {
        static DeploymentConfig Priced(string id) => Given.Deployment("m", id, with: p => p with { InputCostPerToken = 0, OutputCostPerToken = 0.001 });

        // Ten tokens an answer, a cent each: six minutes of 0.3 dollars an hour are three hedges.
        var router = Warm(Hedged(Given.Config(Priced("a"), Priced("b")), s => s with { MaxCost = 0.3 }).Router(_clock), requests: 400);
        Assert.Equal(3, Hedges(router, 10));
        _clock.Advance(TimeSpan.FromMinutes(1.9));
        Assert.Equal(1, Hedges(router, 10));
    }

    [Fact]
    public void MaxCost_HedgeThatCostMoreThanExpected_IsPaidInFull()
    {
        var priced = Given.Config(
            Given.Deployment("m", "a", with: p => p with { InputCostPerToken = 0, OutputCostPerToken = 1 }),
            Given.Deployment("m", "b", with: p => p with { InputCostPerToken = 0, OutputCostPerToken = 1 }));
        var router = Warm(Hedged(priced, s => s with { MaxCost = 1000 }).Router(_clock));
        Assert.True(HedgeOf(router, tokens: 20));
        Assert.True(HedgeOf(router, tokens: 500));
        Assert.False(HedgeOf(router, tokens: 20));

        static bool HedgeOf(Router router, int tokens)
        {
            using var session = router.Begin(Stream);
            Assert.True(session.TryNext(out var attempt));
            if (!session.TryHedge(out var hedge))
            {
                return false;
            }

            session.Report(hedge, Given.Ok(firstToken: 0.1, tokens: tokens));
            Assert.Equal(NextAction.Done, session.Report(attempt, Lost(0.1)).Action);
            return true;
        }
    }

    [Fact]
    public void OneBroken_AfterItsAnswerBegan_TheOtherEndsNothing()
    {
        var router = Warm(Hedged(Two()).Router(_clock));
        using var session = router.Begin(Stream);
        Assert.True(session.TryNext(out var attempt));
        Assert.True(session.TryHedge(out var hedge));
        Assert.Equal(NextAction.GiveUp, session.Report(hedge, Given.Fail(FailureKind.StreamBroken) with { Committed = true }).Action);

        Assert.Equal(NextAction.GiveUp, session.Report(attempt, Given.Ok()).Action);
    }

    [Fact]
    public void QuantileAboveWhatTheShareAsksFor_IsTheOne()
    {
        // One in twenty-five is slow: the 97th percentile is among them, the 95th is not.
        var router = Warm(Hedged(Two(), s => s with { Quantile = 0.97 }).Router(_clock), requests: 400, slowEvery: 25);
        var usual = Warm(Hedged(Two(), s => s with { Quantile = null }).Router(_clock), requests: 400, slowEvery: 25);

        Assert.InRange(After(router).TotalSeconds, 1.85, 2.15);
        Assert.InRange(After(usual).TotalSeconds, 0.05, 0.15);
    }

    [Fact]
    public void MaxCost_UnknownPrice_DoesNotHedge() =>
        Assert.Equal(0, Hedges(Warm(Hedged(Two(), s => s with { MaxCost = 100 }).Router(_clock)), 3));

    [Fact]
    public void Group_HasItsOwnSettings()
    {
        var config = Given.Config(Given.Deployment("m", "a"), Given.Deployment("m", "b"), Given.Deployment("n", "c"), Given.Deployment("n", "d")).With(r => r with
        {
            Hedging = On with { Enabled = false },
            GroupHedging = new Dictionary<string, HedgingSettings> { ["m"] = new() { Enabled = true } },
        });
        var router = config.Router(_clock);

        Assert.NotNull(router.Model.Groups[0].Hedging);
        Assert.Null(router.Model.Groups[1].Hedging);
    }

    [Fact]
    public void RoutingGroupAskedForByName_HedgesByTimesOfItsOwn()
    {
        var config = Given.Config(Given.Deployment("m", "a"), Given.Deployment("n", "b")).With(r => r with
        {
            GroupHedging = new Dictionary<string, HedgingSettings> { ["set"] = On },
            RoutingGroups = [new RoutingGroup { Name = "set", Models = ["m", "n"] }],
        });
        var router = config.Router(_clock);
        var set = router.Model.Names.Resolve("set")!.Group;

        Assert.NotNull(set.Hedging);
        Assert.Null(router.Model.Groups[0].Hedging);
        Warm(router, model: "set");
        using var session = router.Begin(Stream with { Model = "set" });
        Assert.True(session.TryNext(out var attempt));
        Assert.NotNull(attempt.HedgeAfter);
        Assert.True(session.TryHedge(out var hedge));
        Assert.NotEqual(attempt.Deployment.Id, hedge.Deployment.Id);

        router.Reload(config);
        Assert.Same(set.Hedging!.State, router.Model.Names.Resolve("set")!.Group.Hedging!.State);
    }

    [Fact]
    public void ProvidersModelAskedForByName_HedgesAsItsGroup()
    {
        var router = Hedged(Two()).Router(_clock);

        Assert.Same(router.Model.Groups[0].Hedging, router.Model.Names.Resolve(router.Model.Deployments[0].Config.Params.Model)!.Group.Hedging);
    }

    [Fact]
    public void Reload_KeepsWhatWasLearnt()
    {
        var router = Warm(Hedged(Two()).Router(_clock));
        var saved = router.Model.Groups[0].Hedging!.State.Saved;
        router.Reload(Hedged(Two(), s => s with { MinDelay = TimeSpan.FromSeconds(1) }));

        Assert.Equal(saved, router.Model.Groups[0].Hedging!.State.Saved);
        Assert.Equal(TimeSpan.FromSeconds(1), After(router));
    }

    [Fact]
    public void FullOrRestingSiblings_AreNotHedgedTo()
    {
        var router = Warm(Hedged(Given.Config(Given.Deployment("m", "a"), Given.Deployment("m", "b", with: p => p with { MaxParallelRequests = 1 }))).Router(_clock));
        var other = router.Begin(Stream with { Blocked = ["a"] });
        Assert.True(other.TryNext(out _));
        using var session = router.Begin(Stream);
        Assert.True(session.TryNext(out var attempt));
        Assert.Equal("a", attempt.Deployment.Id);
        var saved = router.Model.Groups[0].Hedging!.State.Saved;

        Assert.False(session.TryHedge(out _));
        Assert.Equal(saved, router.Model.Groups[0].Hedging!.State.Saved);
        other.Dispose();
        Assert.True(session.TryHedge(out _));
    }

    private static RouteRequest Stream => new("m") { Stream = true };

    private static RouterConfig Two() => Given.Config(Given.Deployment("m", "a"), Given.Deployment("m", "b"));

    private static RouterConfig Hedged(RouterConfig config, Func<HedgingSettings, HedgingSettings>? but = null) =>
        config.With(r => r with { Hedging = but?.Invoke(On) ?? On });

    private static AttemptReport Lost(double seconds) => new() { Failure = FailureKind.Lost, Duration = TimeSpan.FromSeconds(seconds) };

    /// <summary>Lets requests be answered: after 0.1 s, every so many after 2 s.</summary>
    private Router Warm(Router router, int requests = 100, int slowEvery = int.MaxValue, string model = "m")
    {
        for (var i = 1; i <= requests; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(0.3));
            router.Run(Stream with { Model = model }, _ => Given.Ok(seconds: 3, firstToken: i % slowEvery == 0 ? 2 : 0.1));
        }

        return router;
    }

    private static TimeSpan After(Router router)
    {
        using var session = router.Begin(Stream);
        Assert.True(session.TryNext(out var attempt));
        return attempt.HedgeAfter ?? throw new InvalidOperationException("not hedged");
    }

    private static int Hedges(Router router, int requests)
    {
        var hedges = 0;
        for (var i = 0; i < requests; i++)
        {
            using var session = router.Begin(Stream);
            Assert.True(session.TryNext(out var attempt));
            if (session.TryHedge(out var hedge))
            {
                hedges++;
                session.Report(hedge, Given.Ok(firstToken: 0.1));
                session.Report(attempt, Lost(0.1));
            }
            else
            {
                session.Report(attempt, Given.Ok(firstToken: 0.1));
            }
        }

        return hedges;
    }
}
