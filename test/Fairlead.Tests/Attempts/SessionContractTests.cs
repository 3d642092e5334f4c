using Fairlead.Attempts;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Attempts;

public sealed class SessionContractTests
{
    private readonly Router _router = Given.Config(Given.Deployment("m", "a"), Given.Deployment("m", "b")).Router(new FakeTimeProvider());

    private int InFlight => _router.Model.Deployments.Sum(d => d.State.InFlight);

    [Fact]
    public void Dispose_WithALeaseHeld_GivesItBackOnce()
    {
        var session = _router.Begin(new RouteRequest("m"));
        Assert.True(session.TryNext(out _));
        Assert.Equal(1, InFlight);
        session.Dispose();
        session.Dispose();
        Assert.Equal(0, InFlight);
    }

    [Fact]
    public void Report_Twice_Throws_AndGivesBackOnce()
    {
        using var session = _router.Begin(new RouteRequest("m"));
        Assert.True(session.TryNext(out var attempt));
        session.Report(attempt, Given.Ok());

        Assert.Throws<InvalidOperationException>(() => session.Report(attempt, Given.Ok()));
        Assert.Equal(0, InFlight);
    }

    [Fact]
    public void Report_OfAnothersAttempt_Throws()
    {
        using var one = _router.Begin(new RouteRequest("a"));
        using var other = _router.Begin(new RouteRequest("b"));
        Assert.True(one.TryNext(out _));
        Assert.True(other.TryNext(out var attempt));

        Assert.Throws<InvalidOperationException>(() => one.Report(attempt, Given.Ok()));
    }

    [Fact]
    public void Disposed_IsOver()
    {
        var session = _router.Begin(new RouteRequest("m"));
        Assert.True(session.TryNext(out var attempt));
        session.Dispose();

        Assert.Throws<ObjectDisposedException>(() => session.TryNext(out _));
        Assert.Throws<ObjectDisposedException>(() => session.Report(attempt, Given.Ok()));
    }

    [Fact]
    public void Answered_NothingMoreIsGiven_AndThereIsNoFailure()
    {
        using var session = _router.Begin(new RouteRequest("m"));
        Assert.True(session.TryNext(out var attempt));
        Assert.Equal(NextAction.Done, session.Report(attempt, Given.Ok()).Action);

        Assert.False(session.TryNext(out _));
        Assert.Null(session.Failure);
    }

    [Fact]
    public void TwoAttemptsAtOnce_OnDifferentDeployments_EachEndsOnce()
    {
        using var session = _router.Begin(new RouteRequest("m"));
        Assert.True(session.TryNext(out var first));
        Assert.True(session.TryNext(out var second));
        Assert.NotEqual(first.Deployment.Id, second.Deployment.Id);

        // Nobody is left beside them, but the request is not over.
        Assert.False(session.TryNext(out _));
        Assert.Null(session.Failure);
        Assert.Equal(2, InFlight);

        Assert.Equal(NextAction.Done, session.Report(second, Given.Ok()).Action);
        Assert.Equal(NextAction.Done, session.Report(first, Given.Fail(FailureKind.Cancelled)).Action);
        Assert.Equal(0, InFlight);
    }

    [Fact]
    public void Trace_RecordsThePlanAndEveryAttempt()
    {
        using var session = _router.Begin(new RouteRequest("m") { Trace = true });
        Assert.Null(session.Explanation);
        Assert.True(session.TryNext(out var first));
        session.Report(first, Given.Fail(FailureKind.ServerError, 500));
        Assert.True(session.TryNext(out var second));
        session.Report(second, Given.Ok());

        var explanation = session.Explanation!;
        Assert.Equal(first.Deployment.Id, explanation.Picked);
        Assert.Equal([FailureKind.ServerError, FailureKind.None], explanation.Attempts.Select(a => a.Failure));
        Assert.Equal(2, explanation.Groups[0].Candidates.Count);
    }
}
