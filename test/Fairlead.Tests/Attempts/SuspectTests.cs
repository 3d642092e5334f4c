using Fairlead.Attempts;
using Fairlead.State;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Attempts;

/// <summary>After a call that ran out of its time the next are given theirs, until something is heard.</summary>
public sealed class SuspectTests : ProbeDrive
{
    [Fact]
    public void AfterATimeout_TheNextAreGivenTheirTime_UntilSomethingIsHeard()
    {
        var router = Warm(Given.Config(A, B).Router(Clock));
        Assert.Null(Patience(router));
        Once(router, "a", Given.Fail(FailureKind.Timeout, 408));
        Assert.NotNull(Patience(router));
        Once(router, "a", Given.Fail(FailureKind.ServerError, 500));
        Assert.NotNull(Patience(router));
        using var session = router.Begin(Stream);
        Assert.True(session.TryNext(out var attempt));
        session.ContentBegan(attempt, TimeSpan.FromSeconds(1));
        Assert.Null(Patience(router));

        Once(router, "a", Given.Fail(FailureKind.Timeout, 408));
        Once(router, "a", Given.Ok());
        Assert.Null(Patience(router));
    }

    [Fact]
    public void AfterATimeout_CallsLost_CountAsFailures()
    {
        var router = Warm(Given.Config(A, B).Router(Clock));
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(BreakerState.Closed, Breaker(router).State);
            Once(router, "a", i == 0 ? Given.Fail(FailureKind.Timeout, 408) : Lost(5), retries: null);
        }

        LoseProbe(router, seconds: 5);
        Assert.True(router.Clock.Seconds(Breaker(router).Until - router.Clock.Now) <= 5);
        Assert.Equal((FailureKind.Timeout, 1), (Breaker(router).Cause, Breaker(router).Openings));
    }

    [Fact]
    public void AfterATimeoutThatTheCallerSet_NothingIsSuspected()
    {
        var router = Warm(Given.Config(A, B).Router(Clock));
        using (var session = router.Begin(new RouteRequest("a") { NumRetries = 0, Timeout = TimeSpan.FromSeconds(1) }))
        {
            Assert.True(session.TryNext(out var attempt));
            session.Report(attempt, Given.Fail(FailureKind.Timeout, 408));
        }

        Assert.Null(Patience(router));
    }

    [Fact]
    public void AllSuspected_NobodyStandsIn()
    {
        var router = Warm(Given.Config(A, B).Router(Clock));
        Once(router, "a", Given.Fail(FailureKind.Timeout, 408));
        Once(router, "b", Given.Fail(FailureKind.Timeout, 408));

        Assert.Null(Patience(router));
    }
}
