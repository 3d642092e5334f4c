using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.TestKit.Chance;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Attempts;

/// <summary>Whom a request goes to next and what that costs it, attempt by attempt.</summary>
public sealed class PlanInNumbersTests
{
    private readonly FakeTimeProvider _clock = new();

    private static DeploymentConfig Of(string group, string id, int order = 1) => Given.Deployment(group, id, with: p => p with { Order = order });

    private static AttemptReport Ill => Given.Fail(FailureKind.ServerError, 500);

    private Drove Failing(RouterConfig config, int retries, Func<RouteAttempt, AttemptReport>? outcome = null) =>
        config.With(r => r with { DisableCooldowns = true }).Router(_clock).Run(new RouteRequest("m") { NumRetries = retries }, outcome ?? (_ => Ill), _clock);

    [Fact]
    public void NoRetriesLeft_OnlyHigherTiersAreAsked_AndForNothing()
    {
        var run = Failing(Given.Config(Of("m", "a"), Of("m", "b"), Of("m", "c", order: 2), Of("m", "d", order: 3)), retries: 0);

        Assert.Equal(3, run.Tried.Count);
        Assert.Equal(["c", "d"], run.Tried[1..]);
    }

    [Fact]
    public void OneRetry_IsSpentInTheLowestTier_ThenTheHigherOneIsFree()
    {
        var run = Failing(Given.Config(Of("m", "a"), Of("m", "b"), Of("m", "c", order: 2)), retries: 1);

        Assert.Equal(["a", "b"], run.Tried[..2].Order(StringComparer.Ordinal));
        Assert.Equal(["c"], run.Tried[2..]);
    }

    [Fact]
    public void Fallback_BeginsAtItsOwnLowestTier_WhateverTierTheFirstGroupEndedIn()
    {
        var run = Failing(
            Given.Config(Of("m", "a"), Of("m", "b", order: 2), Of("n", "n1"), Of("n", "n2", order: 2), Of("n", "n3", order: 3)).Fallback("m", "n"),
            retries: 0);

        Assert.Equal(["a", "b", "n1", "n2", "n3"], run.Tried);
        Assert.Equal((3, 1), (run.Retries, run.Fallbacks));
    }

    [Fact]
    public void Unsupported_CostsNoRetry_AndNobodyIsAskedTwice()
    {
        var run = Failing(Given.Config(Of("m", "a"), Of("m", "b"), Of("m", "c")), retries: 0, _ => Given.Fail(FailureKind.Unsupported));

        Assert.Equal(["a", "b", "c"], run.Tried.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void RetriesForAClassSpent_AnotherModelIsNext_AndNotAHigherTier()
    {
        var config = Given.Config(Of("m", "a"), Of("m", "b"), Of("m", "c", order: 2), Of("n", "n")).Fallback("m", "n")
            .With(r => r with { RetryPolicy = new RetryPolicy { ContentPolicyViolationErrorRetries = 1 } }).With(r => r with { DisableCooldowns = true });

        var run = config.Router(_clock).Run(
            new RouteRequest("m"), a => a.Deployment.Id == "n" ? Given.Ok() : Given.Fail(FailureKind.ContentPolicy, 400), _clock);

        Assert.Equal(["a", "b"], run.Tried[..2].Order(StringComparer.Ordinal));
        Assert.Equal(["n"], run.Tried[2..]);
    }

    [Theory]
    [InlineData(1.999, NextAction.Next)]
    [InlineData(2.0, NextAction.GiveUp)]
    public void DeadlineReachedWithTheFailure_NobodyElseIsPromised(double after, NextAction expected)
    {
        var router = Given.Config(Of("m", "a"), Of("m", "b")).Router(_clock);
        using var session = router.Begin(new RouteRequest("m") { Deadline = TimeSpan.FromSeconds(2) });
        Assert.True(session.TryNext(out var attempt));
        _clock.Advance(TimeSpan.FromSeconds(after));

        Assert.Equal(expected, session.Report(attempt, Ill).Action);
        if (expected == NextAction.GiveUp)
        {
            Assert.Equal((RouteRefusal.DeadlineExceeded, 408, 1), (session.Failure!.Refusal, session.Failure.Status, session.Failure.Attempts.Count));
            Assert.StartsWith("The deadline passed for model=m after 1 attempt: ", session.Failure.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(2.0, false)]
    [InlineData(2.001, true)]
    public void BackOffThatEndsAtTheDeadline_IsNotBegun(double deadline, bool waits)
    {
        var router = Given.Config(Of("m", "a")).With(r => r with { DisableCooldowns = true }).Router(_clock, new ScriptedRandom(0));
        using var session = router.Begin(new RouteRequest("m") { Deadline = TimeSpan.FromSeconds(deadline), NumRetries = 3 });
        Assert.True(session.TryNext(out var attempt));

        var step = session.Report(attempt, Given.Fail(FailureKind.Unavailable, 503, retryAfter: 2));

        Assert.Equal(waits ? NextAction.Retry : NextAction.GiveUp, step.Action);
        Assert.Equal(waits ? 2 : 0, step.Delay.TotalSeconds, 0.0005);
    }

    [Fact]
    public void BackOffs_Double_AndOneThatWasNotBegunDoesNotCount()
    {
        var router = Given.Config(Of("m", "a"), Of("n", "n")).Fallback("m", "n").Router(_clock, new ScriptedRandom(0));
        router.Model.ById("n")!.State.RestUntil(0, FailureKind.None);

        // The first group rests for longer than a back-off takes: it is left without one.
        var run = router.Run(
            new RouteRequest("m") { NumRetries = 2 },
            a =>
            {
                if (a.Deployment.Id == "a")
                {
                    router.Model.ById("a")!.State.RestUntil(router.Clock.Now + router.Clock.Ticks(TimeSpan.FromSeconds(50)), FailureKind.ServerError);
                }

                return Given.Fail(FailureKind.Conflict, 409);
            },
            _clock);

        Assert.Equal(["a", "n", "n", "n"], run.Tried);
        Assert.Equal([500.0, 1000.0], run.Delays.Select(d => Math.Round(d.TotalMilliseconds)));
    }

    [Fact]
    public void FallbackThatNobodyMayUse_LeavesTheRequestWhereItWas()
    {
        var router = Given.Config(Of("m", "a"), Of("other", "o")).Fallback("m", "other").With(r => r with { DisableCooldowns = true }).Router(_clock);
        var request = new RouteRequest("m") { Caller = new RouteCaller { Models = ["m"] }, NumRetries = 1 };

        // A rate limit turns to the fallback first.
        var run = router.Run(request, _ => Given.Fail(FailureKind.RateLimited, 429), _clock);

        Assert.Equal(["a", "a"], run.Tried);
    }
}
