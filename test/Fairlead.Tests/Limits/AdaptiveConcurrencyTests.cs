using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Limits;
using Fairlead.Selection;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Attempts;
using Fairlead.Tests.Configuration;
using Fairlead.Tests.Model;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Tests.Limits;

public sealed class AdaptiveConcurrencyTests
{
    private readonly FakeTimeProvider _clock = new();

    private Router Of(params DeploymentConfig[] list) => Given.Config(list).With(static r => r with { AdaptiveConcurrency = true }).Router(_clock);

    private static DeploymentConfig Capped(string id, int most) => Given.Deployment("m", id, with: p => p with { MaxParallelRequests = most });

    private static List<(RouteSession Session, RouteAttempt Attempt)> Fill(Router router, bool stream = false, string model = "m")
    {
        var held = new List<(RouteSession, RouteAttempt)>();
        while (true)
        {
            var session = router.Begin(new RouteRequest(model) { Stream = stream });
            if (!session.TryNext(out var attempt))
            {
                session.Dispose();
                return held;
            }

            held.Add((session, attempt));
        }
    }

    private static void End(List<(RouteSession Session, RouteAttempt Attempt)> held, AttemptReport report)
    {
        foreach (var (session, attempt) in held)
        {
            session.Report(attempt, report);
            session.Dispose();
        }
    }

    private static int? Window(Router router, int deployment = 0) => router.Snapshot().Deployments[deployment].ConcurrencyWindow;

    [Fact]
    public void Off_NothingIsLimited_AndNothingIsTold()
    {
        var router = Given.Config(Given.Deployment("m", "a")).Router(_clock);
        var tier = router.Model.Groups[0].Tiers[0];

        Assert.Null(tier.MostAtOnce);
        Assert.False(tier.IsPoliced);
        Assert.Null(router.Model.Groups[0].Queue);
        Assert.Null(Window(router));
    }

    [Fact]
    public void Full_OthersAreAsked_ThenRequestsWait_AndItIsExplained()
    {
        var router = Of(Given.Deployment("m", "a"), Given.Deployment("m", "b"));
        var held = Fill(router);

        Assert.Equal(40, held.Count);
        Assert.Equal([20, 20], router.Model.Deployments.Select(static d => d.State.InFlight));
        Assert.All(router.Explain(new RouteRequest("m")).Groups[0].Candidates, static c =>
            Assert.Equal(("limit", "full: 20 of 20 calls at once, as learnt, are under way"), (c.DroppedBy, c.Detail)));
        using var waits = router.Begin(new RouteRequest("m"));
        Assert.False(waits.TryNext(out _));
        Assert.True(waits.MayWait);
        var served = waits.WaitAsync(CancellationToken.None);
        Assert.False(served.IsCompleted);
        End(held, Given.Ok());
        Assert.False(waits.MayWait);
        waits.Dispose();
        Assert.Equal([0, 0], router.Model.Deployments.Select(static d => d.State.InFlight));
    }

    [Fact]
    public void Streams_TeachByTheirFirstToken_AndWhoeverWaitsIsServedByTheRoomThatMakes()
    {
        var router = Of(Given.Deployment("m", "a"));
        var held = Fill(router, stream: true);
        var waiting = Enumerable.Range(0, 12).Select(_ => router.Begin(new RouteRequest("m") { Stream = true })).ToList();
        waiting.ForEach(static w =>
        {
            Assert.False(w.TryNext(out _));
            _ = w.WaitAsync(CancellationToken.None).AsTask();
        });
        for (var i = 0; i < held.Count; i++)
        {
            // The last is waited for: whoever judges by the first to answer judges by the quick.
            _clock.Advance(TimeSpan.FromSeconds(i switch { 0 => 0.4, 19 => 1.6, _ => 0 }));
            Assert.Equal(20, Window(router));
            held[i].Session.ContentBegan(held[i].Attempt, TimeSpan.FromSeconds(i < 19 ? 0.4 : 2));
        }

        // Twenty answers, with nothing to compare them with: a block. Half as many again may be under way.
        Assert.Equal((30, 30), (Window(router), router.Model.Deployments[0].State.InFlight));
        Assert.Equal(2, waiting.Count(static w => w.MayWait));

        // Told once: the end of the stream is no second sample.
        End(held, Given.Ok(2, 10, 0.4));
        Assert.Equal(30, Window(router));
        waiting.ForEach(static w => w.Dispose());
        Assert.Equal(0, router.Model.Deployments[0].State.InFlight);
    }

    [Fact]
    public void PlainAnswers_TeachByTheTimeATokenTakes()
    {
        var router = Of(Given.Deployment("m", "a"));
        foreach (var tokens in new[] { 10, 100, 1000, 50 })
        {
            for (var i = 0; i < 5; i++)
            {
                router.Run("m", _ => Given.Ok((16 + tokens) * 0.02, tokens));
            }
        }

        // Long answers are no slow ones.
        var held = Fill(router);
        End(held, Given.Ok(1016 * 0.02, 1000));
        Assert.Equal(30, Window(router));
        _clock.Advance(TimeSpan.FromSeconds(1));
        held = Fill(router);
        _clock.Advance(TimeSpan.FromSeconds(1));
        End(held, Given.Ok(116 * 0.04, 100));
        Assert.InRange(Window(router)!.Value, 15, 21);
    }

    [Fact]
    public void Refused_ShrinksTheWindow_AnErrorOfAnotherKindDoesNot()
    {
        foreach (var (report, expected) in new[]
        {
            (Given.Fail(FailureKind.RateLimited, 429), 14), (Given.Fail(FailureKind.Unavailable, 529), 14), (Given.Fail(FailureKind.Timeout), 14),
            (Given.Fail(FailureKind.ServerError, 500), 20), (Given.Fail(FailureKind.Connection), 20), (Given.Fail(FailureKind.BadRequest, 400), 20),
        })
        {
            var router = Given.Config(Given.Deployment("m", "a")).With(static r => r with { AdaptiveConcurrency = true, NumRetries = 0 }).Router(_clock);
            End(Fill(router), report);

            Assert.Equal(expected, Window(router));
        }
    }

    [Fact]
    public void CallersOwnTime_RunningOut_IsNoRefusal()
    {
        var router = Of(Given.Deployment("m", "a"));
        using var session = router.Begin(new RouteRequest("m") { Timeout = TimeSpan.FromSeconds(1), NumRetries = 0 });
        Assert.True(session.TryNext(out var attempt));
        session.Report(attempt, Given.Fail(FailureKind.Timeout));

        Assert.Equal(20, Window(router));
    }

    [Fact]
    public void Headers_SayWhereItStarts()
    {
        var router = Of(Given.Deployment("m", "a"));
        using var session = router.Begin(new RouteRequest("m"));
        Assert.True(session.TryNext(out var attempt));
        session.Learn(attempt, new UpstreamLimits(120, 119, 0, 0, TimeSpan.FromSeconds(60)));
        session.Report(attempt, Given.Ok(4));

        Assert.Equal(8, Window(router));
    }

    [Fact]
    public void WrittenLimit_StaysTheMost_AndIsExplainedAsItWas()
    {
        var router = Of(Capped("a", 3));
        var held = Fill(router);

        Assert.Equal((3, 3), (held.Count, Window(router)));
        Assert.Equal("3 calls at once are under way", router.Explain(new RouteRequest("m")).Groups[0].Candidates[0].Detail);
        End(held, Given.Fail(FailureKind.RateLimited, 429));
        Assert.Equal(2, Window(router));
    }

    [Fact]
    public void Reload_KeepsWhatIsLearnt_AndSwitchedOffItCountsNoMore()
    {
        var config = Given.Config(Given.Deployment("m", "a")).With(static r => r with { AdaptiveConcurrency = true });
        var router = config.Router(_clock);
        End(Fill(router), Given.Fail(FailureKind.Unavailable, 503));
        Assert.Equal(14, Window(router));

        router.Reload(config.With(static r => r with { NumRetries = 1 }));
        Assert.Equal(14, Window(router));
        router.Reload(config.With(static r => r with { AdaptiveConcurrency = false }));
        Assert.Null(Window(router));
        Assert.Null(router.Model.Groups[0].Tiers[0].MostAtOnce);
    }

    [Fact]
    public void Configuration_IsRead()
    {
        Assert.True(Reading.Clean(Reading.With(rest: "router_settings: { adaptive_concurrency: true }")).Router.AdaptiveConcurrency);
        Assert.Null(Reading.Clean(Reading.With()).Router.AdaptiveConcurrency);
        Assert.Contains("adaptive_concurrency", Reading.Findings(Reading.With(rest: "router_settings: { adaptive_concurrency: often }")), StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_NeverBeyondTheWindow_AndNothingIsLeftUnderWay() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), static seed => Holds((ulong)seed)).QuickCheckThrowOnFailure();

    private static void Holds(ulong seed)
    {
        var clock = new FakeTimeProvider();
        var random = RandomSource.Seeded(seed);
        var router = Given.Config(Given.Deployment("m", "a"), Capped("b", 1 + random.Next(30)))
            .With(static r => r with { AdaptiveConcurrency = true }).Strategy(random.Next(2) == 0 ? "adaptive" : "least-busy").Router(clock);
        var states = router.Model.Deployments.Select(static d => d.State).ToArray();
        var running = new List<(RouteSession Session, RouteAttempt Attempt)>();
        for (var i = 0; i < 600; i++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(random.Next(500)));
            if (random.Next(5) < 2 && running.Count > 0)
            {
                var at = random.Next(running.Count);
                var (session, attempt) = running[at];
                running.RemoveAt(at);
                switch (random.Next(8))
                {
                    case 0:
                        session.Dispose();
                        break;
                    case 1 when session.Report(attempt, Given.Fail(random.Next(2) == 0 ? FailureKind.Unavailable : FailureKind.RateLimited, 503)).Action == NextAction.Next && session.TryNext(out var next):
                        running.Add((session, next));
                        break;
                    case 1:
                        session.Dispose();
                        break;
                    default:
                        session.ContentBegan(attempt, TimeSpan.FromSeconds(0.1 + random.NextDouble()));
                        session.Report(attempt, Given.Ok(2, 10, 0.3));
                        session.Dispose();
                        break;
                }
            }
            else
            {
                var before = states.Select(static s => s.InFlight).ToArray();
                var session = router.Begin(new RouteRequest("m") { Stream = random.Next(2) == 0 });
                if (session.TryNext(out var attempt))
                {
                    var member = attempt.Deployment.Id == "a" ? 0 : 1;
                    Assert.True(before[member] < router.Snapshot().Deployments[member].ConcurrencyWindow);
                    running.Add((session, attempt));
                }
                else
                {
                    session.Dispose();
                }
            }

            Assert.All(states, static s => Assert.InRange(s.MostAtOnce, ConcurrencyWindow.Least, ConcurrencyWindow.Most));
        }

        running.ForEach(static r => r.Session.Dispose());
        Assert.All(states, static s => Assert.Equal(0, s.InFlight));
    }
}
