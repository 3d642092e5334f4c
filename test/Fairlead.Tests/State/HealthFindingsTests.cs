using Fairlead.Attempts;
using Fairlead.State;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.State;

/// <summary>What checks beside the requests mean to routing.</summary>
public sealed class HealthFindingsTests
{
    private static readonly TimeSpan Ten = TimeSpan.FromMinutes(10);

    private readonly FakeTimeProvider _clock = new();
    private readonly Router _router;

    public HealthFindingsTests() => _router = Given.Config(Given.Deployment("m", "a"), Given.Deployment("m", "b")).Router(_clock);

    [Fact]
    public void Ill_GetsNoRequestsUntilItIsFoundWell()
    {
        Assert.True(_router.ReportHealth("a", new HealthFinding(FailureKind.ServerError) { Status = 500, Reason = "boom", Counts = Ten }));
        _clock.Advance(TimeSpan.FromMinutes(5));

        Assert.All(Enumerable.Range(0, 20), _ => Assert.Equal("b", _router.Pick("m")!.Id));
        var seen = _router.Snapshot().Deployments[0];
        Assert.Equal(new HealthSnapshot(false, FailureKind.ServerError, 500, "boom", 300), seen.Health);
        Assert.Equal(BreakerState.Open, seen.Breaker);

        _router.ReportHealth("a", new HealthFinding(FailureKind.None) { Counts = Ten });

        Assert.Equal((BreakerState.Closed, true), (_router.Snapshot().Deployments[0].Breaker, _router.Snapshot().Deployments[0].Health!.Healthy));
        Assert.Contains("a", Enumerable.Range(0, 64).Select(_ => _router.Pick("m")!.Id));
    }

    [Fact]
    public void Ill_FindingThatIsStale_IsProbedByARequest()
    {
        _router.ReportHealth("a", new HealthFinding(FailureKind.Connection) { Counts = Ten });
        _clock.Advance(Ten);

        Assert.Equal(BreakerState.HalfOpen, _router.Snapshot().Deployments[0].Breaker);
    }

    [Fact]
    public void Ill_AllOfThem_TheLeastBadIsAsked()
    {
        _router.ReportHealth("a", new HealthFinding(FailureKind.ServerError) { Counts = Ten });
        _router.ReportHealth("b", new HealthFinding(FailureKind.ServerError) { Counts = Ten / 2 });

        Assert.Equal("b", _router.Pick("m")!.Id);
    }

    [Fact]
    public void Ill_ThatDoesNotCount_IsShownOnly()
    {
        _router.ReportHealth("a", new HealthFinding(FailureKind.RateLimited));

        Assert.Equal((BreakerState.Closed, false), (_router.Snapshot().Deployments[0].Breaker, _router.Snapshot().Deployments[0].Health!.Healthy));
    }

    [Fact]
    public void Well_RestThatRequestsBroughtAbout_LastsAndItsEndNeedsNoProbe()
    {
        Fail("a", 5);
        _router.ReportHealth("a", new HealthFinding(FailureKind.None) { Counts = Ten });
        Assert.Equal(BreakerState.Open, _router.Snapshot().Deployments[0].Breaker);

        _clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(BreakerState.HalfOpen, _router.Snapshot().Deployments[0].Breaker);
        _router.ReportHealth("a", new HealthFinding(FailureKind.None) { Counts = Ten });

        Assert.Equal(BreakerState.Closed, _router.Snapshot().Deployments[0].Breaker);
    }

    [Fact]
    public void Report_OfNobody_IsFalse() => Assert.False(_router.ReportHealth("nobody", new HealthFinding(FailureKind.None)));

    private void Fail(string id, int times)
    {
        for (var i = 0; i < times; i++)
        {
            using var session = _router.Begin(new RouteRequest(id) { NumRetries = 0 });
            Assert.True(session.TryNext(out var attempt));
            session.Report(attempt, new AttemptReport { Failure = FailureKind.ServerError, Status = 500 });
        }
    }
}
