using Fairlead.Affinity;
using Fairlead.Attempts;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;
using static Fairlead.Tests.Attempts.HedgeDrive;

namespace Fairlead.Tests.Attempts;

/// <summary>What hedging learns from, and who answered where two were asked.</summary>
public sealed class HedgeLearningTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Failures_HoweverLate_TeachItNothing()
    {
        var router = Hedged(Two().With(r => r with { DisableCooldowns = true })).Router(_clock).Warm(_clock);
        var before = After(router);

        for (var i = 0; i < 100; i++)
        {
            using var session = router.Begin(Streamed);
            Assert.True(session.TryNext(out var attempt));
            session.Report(attempt, Given.Fail(FailureKind.ServerError, 500) with { Duration = TimeSpan.FromSeconds(50) });
        }

        Assert.Equal(before, After(router));
    }

    [Theory]
    [InlineData(0.5, false)]
    [InlineData(2.0, true)]
    public void DeadlineBeforeTheHedge_ThereIsNone(double times, bool hedged)
    {
        var router = Hedged(Two()).Router(_clock).Warm(_clock);
        using var session = router.Begin(Streamed with { Deadline = After(router) * times });

        Assert.True(session.TryNext(out var attempt));
        Assert.Equal(hedged, attempt.HedgeAfter is not null);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AnswerOfOneOfTwo_TiesWhatContinuesItToThatOne(bool late)
    {
        var router = Hedged(Two().With(r => r with { OptionalPreCallChecks = ["responses_api_deployment_check"] })).Router(_clock).Warm(_clock);
        using var session = router.Begin(Streamed);
        Assert.True(session.TryNext(out var first));
        Assert.True(session.TryHedge(out var second));
        var (answers, loses) = late ? (second, first) : (first, second);
        session.Report(answers, Given.Ok(3, firstToken: 0.1));

        session.Remember("resp_1");

        Assert.Equal(answers.Deployment.Id, router.Pick(new RouteRequest("m") { Affinity = new RequestAffinity { PreviousResponseId = "resp_1" } })!.Id);
        session.Report(loses, Lost(3));
        session.Remember("resp_2");
        Assert.Equal(answers.Deployment.Id, router.Pick(new RouteRequest("m") { Affinity = new RequestAffinity { PreviousResponseId = "resp_2" } })!.Id);
        Assert.Throws<ArgumentException>(() => session.Remember(""));
    }
}
