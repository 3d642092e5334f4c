using Fairlead.Affinity;
using Fairlead.Attempts;
using Fairlead.Explain;
using Fairlead.Selection;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;
using Fairlead.Tests.State;

namespace Fairlead.Tests.Explain;

/// <summary>The chance that is noted of a pick is the chance it had: estimates from logs rest on it.</summary>
public sealed class PropensityTests
{
    private readonly FakeTimeProvider _clock = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Trial_OfOneThoughtSlow_HadOneChanceIn32(bool stream)
    {
        var router = Taught("latency-based", RandomSource.Seeded(5));
        for (var i = 0; i < 1000; i++)
        {
            using var session = router.Begin(new RouteRequest("m") { Stream = stream, NotesChances = true });
            Assert.True(session.TryNext(out var attempt));
            if (attempt.Deployment.Id == "slow")
            {
                Assert.Equal(1 / 32.0, session.ChanceOf(attempt.Number)!.Value, 9);
                return;
            }

            Assert.Equal(31 / 32.0, session.ChanceOf(attempt.Number)!.Value, 9);
        }

        Assert.Fail("nobody was tried");
    }

    [Fact]
    public void Trial_OfATracedStream_IsGivenUpAsEarlyAsAnyOther()
    {
        var router = Taught("latency-based", RandomSource.Seeded(5));
        for (var i = 0; i < 1000; i++)
        {
            using var session = router.Begin(new RouteRequest("m") { Stream = true, Trace = true });
            Assert.True(session.TryNext(out var attempt));
            if (attempt.Deployment.Id == "slow")
            {
                Assert.InRange(attempt.FirstByteTimeout.TotalSeconds, 0.01, 5);
                Assert.Equal(1 / 32.0, session.Explanation!.Propensity!.Value, 9);
                return;
            }
        }

        Assert.Fail("nobody was tried");
    }

    [Fact]
    public void Due_WhoseRestIsOver_IsAskedForCertain()
    {
        var router = Taught("latency-based", RandomSource.Seeded(5));
        Resting.Fail(router, "slow");
        _clock.Advance(3600);
        Assert.False(Resting.Rests(router, "slow"));

        Assert.Equal([("fast", 0.0), ("slow", 1.0)], router.Explain(new RouteRequest("m")).Groups[0].Candidates.Select(static c => (c.Id, c.Share)));
        using var session = router.Begin(new RouteRequest("m") { NotesChances = true });
        Assert.True(session.TryNext(out var attempt));
        Assert.Equal(("slow", 1.0), (attempt.Deployment.Id, session.ChanceOf(attempt.Number)));
    }

    [Fact]
    public void Chances_AloneNoted_AreAllThatIs()
    {
        var router = Given.Config(Given.Weighted("m", "a", 3), Given.Weighted("m", "b", 1)).Router(_clock);
        var told = new List<RouteExplanation>();
        using (var session = router.Begin(new RouteRequest("m") { NotesChances = true }))
        {
            Assert.True(session.TryNext(out var attempt));
            Assert.Equal(attempt.Deployment.Id == "a" ? 0.75 : 0.25, session.ChanceOf(attempt.Number));
            Assert.Null(session.Explanation);
            Assert.False(session.IsContinued);
        }

        router.Routed += (_, route) => told.Add(route);
        using (var session = router.Begin(new RouteRequest("m") { NotesChances = true }))
        {
            Assert.True(session.TryNext(out _));
        }

        Assert.NotNull(Assert.Single(told).Propensity);
    }

    [Fact]
    public void Chances_NotAskedFor_AreNotNoted()
    {
        using var session = Given.Config(Given.Deployment("m", "a")).Router(_clock).Begin(new RouteRequest("m"));

        Assert.True(session.TryNext(out var attempt));
        Assert.Null(session.ChanceOf(attempt.Number));
    }

    [Fact]
    public void Continued_Answer_IsToldApartFromOtherTies()
    {
        var router = Given.Config(Given.Deployment("m", "a"), Given.Deployment("m", "b"))
            .With(static r => r with { OptionalPreCallChecks = ["responses_api_deployment_check", "session_affinity"] }).Router(_clock);
        using (var first = router.Begin(new RouteRequest("m") { Affinity = new RequestAffinity { SessionId = "s" } }))
        {
            Assert.True(first.TryNext(out var attempt));
            first.Report(attempt, Given.Ok());
            first.Remember("resp_1");
        }

        using var continued = router.Begin(new RouteRequest("m") { NotesChances = true, Affinity = new RequestAffinity { PreviousResponseId = "resp_1" } });
        using var tied = router.Begin(new RouteRequest("m") { NotesChances = true, Affinity = new RequestAffinity { SessionId = "s" } });
        Assert.True(continued.TryNext(out var one));
        Assert.True(tied.TryNext(out var other));

        Assert.Equal((true, 1.0), (continued.IsContinued, continued.ChanceOf(one.Number)));
        Assert.Equal((false, 1.0), (tied.IsContinued, tied.ChanceOf(other.Number)));
    }

    /// <summary>One answers in a tenth of a second, the other in five, of which little is known.</summary>
    private Router Taught(string strategy, RandomSource random)
    {
        var router = Given.Config(Given.Deployment("m", "fast"), Given.Deployment("m", "slow")).Strategy(strategy).Router(_clock, random);
        Answer("fast", 5);
        for (var i = 0; i < 12; i++)
        {
            Answer("slow", 0.1);
        }

        return router;

        void Answer(string blocked, double seconds)
        {
            using var session = router.Begin(new RouteRequest("m") { Blocked = [blocked], Stream = true });
            Assert.True(session.TryNext(out var attempt));
            session.Report(attempt, Given.Ok(seconds, firstToken: seconds));
        }
    }
}
