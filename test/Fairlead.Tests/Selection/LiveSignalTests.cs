using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.State;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Selection;

/// <summary>What the strategies that go by time see before an answer ends.</summary>
public sealed class LiveSignalTests
{
    private readonly FakeTimeProvider _clock = new();

    private static RouteRequest Stream => new("m") { Stream = true };

    [Fact]
    public void Waiters_CountAndMeanAge_AreOfOneMoment()
    {
        var state = new DeploymentState();
        state.Await(1_000);
        state.Await(3_000);

        Assert.Equal((2, 3.0), (state.Waiters.Count, state.Waiters.Age(5_000)));
        state.AwaitNoMore(1_000);
        Assert.Equal((1, 2.0), (state.Waiters.Count, state.Waiters.Age(5_000)));
        state.AwaitNoMore(3_000);
        Assert.Equal((0, 0.0), (state.Waiters.Count, state.Waiters.Age(5_000)));
    }

    [Theory]
    [InlineData("adaptive")]
    [InlineData("latency-based")]
    public void CallsThatWait_LongerThanTheirLike_CountBeforeTheyEnd(string strategy)
    {
        var router = Given.Config(Given.Deployment("m", "hangs"), Given.Deployment("m", "well")).Strategy(strategy).Router(_clock);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Teach(router, "hangs", Given.Ok(1, 10, firstToken: 0.5), 20);
        Teach(router, "well", Given.Ok(1, 10, firstToken: 0.5), 20);
        var waiting = Enumerable.Range(0, 3).Select(_ => router.Begin(Stream with { Blocked = ["well"] })).ToList();
        waiting.ForEach(static session => Assert.True(session.TryNext(out _)));
        var before = Score(router, 0) / Score(router, 1);

        _clock.Advance(TimeSpan.FromSeconds(3));
        Teach(router, "well", Given.Ok(1, 10, firstToken: 0.5), 1);

        Assert.True(Score(router, 0) / Score(router, 1) > 1.2 * before);
        waiting.ForEach(static session => session.Dispose());
        Assert.Equal(0, router.Model.ById("hangs")!.State.Waiters.Count);
    }

    [Theory]
    [InlineData(1, 1.0, 1.1)]
    [InlineData(4, 1.5, 2.5)]
    public void CallsThatWait_Several_OutweighTheAnswersBeforeThem_OneMayBeAStraggler(int calls, double least, double most)
    {
        var router = Given.Config(Given.Deployment("m", "hangs"), Given.Deployment("m", "well")).Strategy("adaptive").Router(_clock);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Teach(router, "hangs", Given.Ok(3.5, 10, firstToken: 0.5), 20);
        Teach(router, "well", Given.Ok(3.5, 10, firstToken: 0.5), 20);
        var waiting = Enumerable.Range(0, calls).Select(_ => router.Begin(Stream with { Blocked = ["well"] })).ToList();
        waiting.ForEach(static session => Assert.True(session.TryNext(out _)));
        var before = Score(router, 0) / Score(router, 1);

        _clock.Advance(TimeSpan.FromSeconds(4));
        Teach(router, "well", Given.Ok(3.5, 10, firstToken: 0.5), 1);

        Assert.InRange(Score(router, 0) / Score(router, 1) / before, least, most);
        waiting.ForEach(static session => session.Dispose());
    }

    [Fact]
    public void FirstContent_IsLearntWhenItComes_AndOnce()
    {
        var router = Given.Config(Given.Deployment("m", "a")).Strategy("adaptive").Router(_clock);
        var state = router.Model.ById("a")!.State;
        using var session = router.Begin(Stream);
        session.TryNext(out var attempt);

        session.ContentBegan(attempt, TimeSpan.FromSeconds(2));
        Assert.Equal((2, 1), (View(state).FirstToken, View(state).FirstTokenWeight));
        session.Report(attempt, Given.Ok(5, 10, firstToken: 2));

        Assert.Equal((2, 1), (View(state).FirstToken, View(state).FirstTokenWeight));
        Assert.Equal(0.3, View(state).PerToken, 1e-9);
    }

    [Fact]
    public void Straggler_AmongManyAnswers_MovesTheAverageByAFraction()
    {
        var router = Given.Config(Given.Deployment("m", "a")).Strategy("adaptive").Router(_clock);
        Teach(router, "a", Given.Ok(1, 10, firstToken: 0.5), 20);

        Teach(router, "a", Given.Ok(31, 10, firstToken: 30), 1);

        Assert.InRange(View(router.Model.ById("a")!.State).FirstToken, 0.5, 0.65);
    }

    [Theory]
    [InlineData("adaptive")]
    [InlineData("latency-based")]
    public void SlowMember_IsTriedOnALeash_WhichIsNoFailureAndNoRetry(string strategy)
    {
        var router = Given.Config(Given.Deployment("m", "slow"), Given.Deployment("m", "fast")).Strategy(strategy).Router(_clock);
        Teach(router, "slow", Given.Ok(10, 10, firstToken: 5), 20);
        Teach(router, "fast", Given.Ok(1, 10, firstToken: 0.5), 20);
        _clock.Advance(TimeSpan.FromSeconds(40));
        Teach(router, "fast", Given.Ok(1, 10, firstToken: 0.5), 1);
        for (var i = 0; i < 1000; i++)
        {
            using var session = router.Begin(Stream with { NumRetries = 0 });
            Assert.True(session.TryNext(out var attempt));
            if (attempt.Deployment.Id != "slow")
            {
                continue;
            }

            Assert.InRange(attempt.FirstByteTimeout.TotalSeconds, 0.5, 1.2);
            var next = session.Report(attempt, Given.Fail(FailureKind.Timeout, 0) with { Duration = attempt.FirstByteTimeout });
            Assert.Equal(NextAction.Next, next.Action);
            Assert.True(session.TryNext(out var second));
            Assert.Equal("fast", second.Deployment.Id);
            Assert.Equal(0, View(router.Model.ById("slow")!.State).FailureShare);
            var known = View(router.Model.ById("slow")!.State);
            Assert.InRange(known.FirstToken, 4.5, 5.5);

            // It is no better known to be slow to begin than to be slow to go on.
            Assert.Equal(known.FirstTokenWeight, known.PerTokenWeight, 1e-9);
            return;
        }

        Assert.Fail("nobody asked whether the slow one is well again");
    }

    [Fact]
    public void Queue_ToldByTheEngine_CountsLikeCallsUnderWay()
    {
        var router = Given.Config(Given.Deployment("m", "a"), Given.Deployment("m", "b")).Strategy("adaptive").Router(_clock);
        Teach(router, "a", Given.Ok(1, 10, firstToken: 0.5), 5);
        Teach(router, "b", Given.Ok(1, 10, firstToken: 0.5), 5);

        Assert.True(router.ReportQueue("a", 20));
        Assert.Equal(["b"], router.Shares("m", 200).Keys);
        Assert.True(router.ReportQueue("a", 0));
        Assert.Equal(2, router.Shares("m", 200).Count);
        Assert.False(router.ReportQueue("nobody", 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => router.ReportQueue("a", -1));
    }

    [Theory]
    [InlineData(3.0, "cheap")]
    [InlineData(1.5, "fast")]
    [InlineData(0.1, "fast")]
    public void LatencyObjective_TheCheapestOfThoseThatMeetIt(double seconds, string picked)
    {
        static DeploymentConfig Priced(string id, double price) =>
            Given.Deployment("m", id, with: p => p with { InputCostPerToken = price, OutputCostPerToken = price });
        var router = Given.Config(Priced("fast", 1e-5), Priced("cheap", 1e-6)).Strategy("adaptive")
            .With(r => r with { StrategyArgs = new StrategyArgs { LatencyObjective = TimeSpan.FromSeconds(seconds) } }).Router(_clock);
        Teach(router, "fast", Given.Ok(2, 50, firstToken: 0.5), 20);
        Teach(router, "cheap", Given.Ok(6, 50, firstToken: 1), 20);

        Assert.Equal(picked, router.Pick(Stream)!.Id);
    }

    private static LatencyView View(DeploymentState state) => state.Latency(0, 1e18);

    private static double Score(Router router, int member) =>
        router.Model.Groups[0].Tiers[0].Strategy.Score(member, Stream)!.Value;

    /// <summary>Streams answered by one deployment, first contents told.</summary>
    private static void Teach(Router router, string id, AttemptReport report, int times)
    {
        var others = router.Model.Deployments.Select(static d => d.Id).Where(other => other != id).ToList();
        for (var i = 0; i < times; i++)
        {
            using var session = router.Begin(Stream with { Blocked = others, NumRetries = 0 });
            Assert.True(session.TryNext(out var attempt));
            session.ContentBegan(attempt, report.TimeToFirstToken);
            session.Report(attempt, report);
        }
    }
}
