using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Attempts;

/// <summary>When a refused request is told to come again, and what is told of one that was given up.</summary>
public sealed class ComesBackTests
{
    private readonly FakeTimeProvider _clock = new();

    private static RouterConfig Pair => Given.Config(Given.Deployment("m", "a"), Given.Deployment("m", "b"));

    private static RouterConfig FirstError => Pair.With(r => r with { NumRetries = 1, DisableCooldowns = true, LiteLlmCompatibility = ["first_error"] });

    /// <summary>Nothing here begins at the router's zero, where a sum and a difference are the same.</summary>
    private Router Begun(RouterConfig config)
    {
        var router = config.Router(_clock);
        _clock.Advance(TimeSpan.FromSeconds(100));
        return router;
    }

    private double? ComesBackIn(RouterConfig config, params AttemptReport[] reports)
    {
        var failure = Begun(config).Run(new RouteRequest("m") { NumRetries = reports.Length - 1 }, a => reports[a.Number - 1]).Failure!;
        return failure.RetryAfter is { } span ? Math.Round(span.TotalSeconds, 3) : null;
    }

    [Fact]
    public void RestOfWhoRefused_IsWhatIsTold()
    {
        var router = Begun(Pair.With(r => r with { CooldownTime = TimeSpan.FromSeconds(40) }));
        var failure = router.Run(new RouteRequest("m") { NumRetries = 1 }, _ => Given.Fail(FailureKind.RateLimited, 429)).Failure!;

        Assert.Equal(FailureKind.RateLimited, failure.Kind);
        Assert.InRange(failure.RetryAfter!.Value.TotalSeconds, 35, 41);
    }

    [Fact]
    public void RestOfWhoIsOnlyIll_SaysNothingOfTheLimit() =>
        Assert.Equal(20, ComesBackIn(
            Pair.With(r => r with { AllowedFails = 0, CooldownTime = TimeSpan.FromSeconds(5) }), Given.Fail(FailureKind.ServerError, 500), Given.Fail(FailureKind.RateLimited, 429, retryAfter: 20)));

    [Fact]
    public void IllButSaysWhen_IsToldToo() =>
        Assert.Equal(20, ComesBackIn(Pair.With(r => r with { DisableCooldowns = true }), Given.Fail(FailureKind.Unavailable, 503, retryAfter: 20), Given.Fail(FailureKind.Unavailable, 503)));

    [Fact]
    public void FirstErrorIsTold_WhatTheSecondSaidOfItsReturnIsNot() =>
        Assert.Null(ComesBackIn(FirstError, Given.Fail(FailureKind.ServerError, 500), Given.Fail(FailureKind.Unavailable, 503, retryAfter: 20)));

    [Fact]
    public void FirstErrorSaysWhen_TheSoonestOfAllIsTold()
    {
        Assert.Equal(7, ComesBackIn(FirstError, Given.Fail(FailureKind.Unavailable, 503, retryAfter: 20), Given.Fail(FailureKind.RateLimited, 429, retryAfter: 7)));
        Assert.Equal(7, ComesBackIn(FirstError, Given.Fail(FailureKind.RateLimited, 429, retryAfter: 7), Given.Fail(FailureKind.Unavailable, 503, retryAfter: 20)));
        Assert.Equal(20, ComesBackIn(FirstError, Given.Fail(FailureKind.Unavailable, 503, retryAfter: 20), Given.Fail(FailureKind.ServerError, 500)));
    }

    [Fact]
    public void TriedAndThenNobody_TheFailureIsTold_AndNotWhoRests()
    {
        var router = Begun(Pair);
        using var session = router.Begin(new RouteRequest("m") { NumRetries = 0, Fallbacks = [] });
        Assert.True(session.TryNext(out var attempt));
        session.Report(attempt, Given.Fail(FailureKind.ServerError, 503));

        Assert.Equal((RouteRefusal.None, FailureKind.ServerError, 503), (session.Failure!.Refusal, session.Failure.Kind, session.Failure.Status));
        Assert.StartsWith("All deployments failed for model=m after 1 attempt: ", session.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DeadlineAfterAFailure_TellsTheAttempt()
    {
        var router = Begun(Pair);
        using var session = router.Begin(new RouteRequest("m") { Deadline = TimeSpan.FromSeconds(2) });
        Assert.True(session.TryNext(out var attempt));
        session.Report(attempt, Given.Fail(FailureKind.ServerError, 500));
        _clock.Advance(TimeSpan.FromSeconds(2));

        Assert.False(session.TryNext(out _));
        Assert.Equal((RouteRefusal.DeadlineExceeded, FailureKind.ServerError, 1), (session.Failure!.Refusal, session.Failure.Kind, session.Failure.Attempts.Count));
    }

    [Fact]
    public void NobodyInSeveralTiers_EachIsSeenWithItsOwnPolicy()
    {
        // Too short a window in the first tier, a rest in the second: who rests may be waited for.
        var router = Begun(Given.Config(
                Given.Deployment("m", "a", with: p => p with { Order = 1 }) with { Info = new DeploymentInfo { Id = "a", MaxInputTokens = 10 } },
                Given.Deployment("m", "b", with: p => p with { Order = 2 }))
            .With(r => r with { EnablePreCallChecks = true }));
        router.Model.ById("b")!.State.RestUntil(router.Clock.Now + router.Clock.Ticks(TimeSpan.FromSeconds(30)), FailureKind.RateLimited);

        var failure = router.Run(new RouteRequest("m") { InputTokens = 50 }, _ => Given.Ok()).Failure!;

        Assert.Equal((RouteRefusal.AllCoolingDown, 30.0), (failure.Refusal, Math.Round(failure.RetryAfter!.Value.TotalSeconds, 3)));
    }

    [Fact]
    public void GivenUpUnderWay_IsToldOnce_AsCancelled()
    {
        var router = Begun(Pair);
        var told = 0;
        router.Events.Routed += (_, _) => told++;
        var session = router.Begin(new RouteRequest("m") { Trace = true });
        Assert.True(session.TryNext(out var attempt));
        Assert.Empty(session.Explanation!.Attempts);

        session.Dispose();
        session.Dispose();

        Assert.Equal(1, told);
        Assert.Equal((attempt.Deployment.Id, FailureKind.Cancelled), (session.Explanation.Attempts.Single().DeploymentId, session.Explanation.Attempts.Single().Failure));
        Assert.Equal(0, attempt.Deployment.State.InFlight);
    }
}
