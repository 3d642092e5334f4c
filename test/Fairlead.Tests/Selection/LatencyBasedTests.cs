using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Selection;
using Fairlead.TestKit.Chance;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Selection;

public sealed class LatencyBasedTests
{
    private readonly FakeTimeProvider _clock = new();

    private static RouterConfig Of(params string[] ids) =>
        Given.Config([.. ids.Select(id => Given.Deployment("m", id))]).Strategy("latency-based-routing");

    [Fact]
    public void Buffer_None_OnlyTheFastest()
    {
        var router = Of("slow", "fast").Router(_clock, new ScriptedRandom(0.1, 0.6, 0.9));
        Teach(router, "slow", Given.Ok(3, 1));
        Teach(router, "fast", Given.Ok(2, 1));

        Assert.Equal(["fast"], router.Shares("m", 50).Keys);
    }

    [Fact]
    public void Buffer_OfAWhole_BothAppear()
    {
        var router = Of("slow", "fast").With(r => r with { StrategyArgs = new StrategyArgs { LowestLatencyBuffer = 1 } }).Router(_clock);
        Teach(router, "slow", Given.Ok(3, 1));
        Teach(router, "fast", Given.Ok(2, 1));

        Assert.Equal(0.5, router.Shares("m")["slow"], 0.03);
    }

    [Fact]
    public void Stream_GoesToTheFirstToken_PlainToTheWholeAnswer()
    {
        var router = Of("quick-start", "quick-end").Router(_clock, new ScriptedRandom(0.5));
        Teach(router, "quick-start", Given.Ok(4, 50, firstToken: 1));
        Teach(router, "quick-end", Given.Ok(3, 50, firstToken: 3));

        Assert.Equal("quick-start", router.Pick(new RouteRequest("m") { Stream = true })!.Id);
        Assert.Equal("quick-end", router.Pick("m")!.Id);
    }

    [Fact]
    public void Timeouts_AlwaysOnOne_TheOtherGetsTheNextTen()
    {
        var router = Of("hangs", "fast").Router(_clock, new ScriptedRandom(0.2, 0.8));
        for (var i = 0; i < 4; i++)
        {
            Teach(router, "hangs", Given.Fail(FailureKind.Timeout));
            Teach(router, "fast", Given.Ok(0.3));
        }

        _clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(["fast"], router.Shares("m", 10).Keys);
    }

    [Fact]
    public void QuickFailures_DoNotLookLikeQuickAnswers()
    {
        var router = Of("refuses", "answers").With(r => r with { DisableCooldowns = true }).Router(_clock, new ScriptedRandom(0.3));
        Teach(router, "answers", Given.Ok(5));
        for (var i = 0; i < 5; i++)
        {
            Teach(router, "refuses", Given.Fail(FailureKind.RateLimited, 429));
        }

        Assert.Equal("answers", router.Pick("m")!.Id);
    }

    [Fact]
    public void Newcomer_IsTakenForTheMedian_NotForTheBest()
    {
        var router = Of("a", "b", "c", "new").Router(_clock);
        for (var i = 0; i < 5; i++)
        {
            Teach(router, "a", Given.Ok(1));
            Teach(router, "b", Given.Ok(2));
            Teach(router, "c", Given.Ok(3));
        }

        var shares = router.Shares("m");

        Assert.True(shares["a"] > 0.97);
        Assert.InRange(shares["new"], 0.0001, 0.02);
    }

    [Fact]
    public void Newcomer_AfterReload_StartsSlowlyAmongEquals()
    {
        var config = Of("a", "b", "c");
        var router = config.Router(_clock);
        foreach (var id in (string[])["a", "b", "c"])
        {
            Teach(router, id, Given.Ok(1));
        }

        router.Reload(config with { ModelList = [.. config.ModelList, Given.Deployment("m", "new")] });
        var held = new List<RouteSession>();
        for (var i = 0; i < 60; i++)
        {
            held.Add(router.Begin(new RouteRequest("m")));
            Assert.True(held[^1].TryNext(out _));
        }

        // A fair share would be fifteen.
        Assert.InRange(router.Model.ById("new")!.State.InFlight, 0, 4);
        held.ForEach(s => s.Dispose());
    }

    [Fact]
    public void Recovered_RegainsItsShareWithinThirtySeconds()
    {
        var random = RandomSource.Seeded(7);
        var router = Of("a", "b").Router(_clock, random);
        Serve(router, seconds: 20, _ => 0.2);
        Serve(router, seconds: 20, id => id == "b" ? 3 : 0.2);
        var degraded = Serve(router, seconds: 5, id => id == "b" ? 3 : 0.2);
        Serve(router, seconds: 30, _ => 0.2);
        var recovered = Serve(router, seconds: 10, _ => 0.2);

        Assert.True(degraded < 0.15, $"degraded share {degraded}");
        Assert.True(recovered > 0.4, $"recovered share {recovered}");
    }

    [Fact]
    public void InFlight_OnTheFastest_SpreadsTheLoad()
    {
        var router = Of("fast", "slower").Router(_clock, new ScriptedRandom(0.5));
        Teach(router, "fast", Given.Ok(1, 1));
        Teach(router, "slower", Given.Ok(1.5, 1));
        for (var i = 0; i < 10; i++)
        {
            Assert.True(router.Begin(new RouteRequest("m")).TryNext(out _));
        }

        Assert.Equal(6, router.Model.ById("fast")!.State.InFlight);
        Assert.Equal(4, router.Model.ById("slower")!.State.InFlight);
    }

    /// <summary>A closed loop of four callers; the share of <c>b</c> among the picks.</summary>
    private double Serve(Router router, int seconds, Func<string, double> latency)
    {
        var until = _clock.GetTimestamp() + (seconds * TimeSpan.TicksPerSecond);
        var running = new PriorityQueue<(RouteSession Session, RouteAttempt Attempt, double Took), long>();
        var picks = 0.0;
        var ofB = 0.0;
        for (var i = 0; i < 4; i++)
        {
            Start();
        }

        while (running.TryDequeue(out var ended, out var at))
        {
            _clock.Advance(TimeSpan.FromTicks(Math.Max(0, at - _clock.GetTimestamp())));
            ended.Session.Report(ended.Attempt, Given.Ok(ended.Took));
            ended.Session.Dispose();
            if (_clock.GetTimestamp() < until)
            {
                Start();
            }
        }

        return ofB / picks;

        void Start()
        {
            var session = router.Begin(new RouteRequest("m"));
            Assert.True(session.TryNext(out var attempt));
            picks++;
            ofB += attempt.Deployment.Id == "b" ? 1 : 0;
            var took = latency(attempt.Deployment.Id);
            running.Enqueue((session, attempt, took), _clock.GetTimestamp() + (long)(took * TimeSpan.TicksPerSecond));
        }
    }

    /// <summary>Lets a deployment answer (or not) once, by its id.</summary>
    private static void Teach(Router router, string id, AttemptReport report)
    {
        var group = router.Model.Groups[0];
        using var session = router.Begin(new RouteRequest("m") { Blocked = [.. group.Deployments.Select(d => d.Id).Where(other => other != id)], NumRetries = 0 });
        Assert.True(session.TryNext(out var attempt));
        Assert.Equal(id, attempt.Deployment.Id);
        session.Report(attempt, report);
    }
}
