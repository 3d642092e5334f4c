using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Attempts;

/// <summary>What the last resort keeps to: once a request, a retry where one was tried, limits and callers all the same.</summary>
public sealed class LastResortTests
{
    private readonly FakeTimeProvider _clock = new();

    private static RouterConfig Pair => Given.Config(Given.Deployment("m", "a"), Given.Deployment("m", "b"));

    private static RouterConfig Tiers => Given.Config(
        Given.Deployment("m", "a", with: p => p with { Order = 1 }),
        Given.Deployment("m", "b", with: p => p with { Order = 2 }));

    private static RouterConfig Two => Given.Config(Given.Deployment("m", "a"), Given.Deployment("other", "o")).Fallback("m", "other");

    private static AttemptReport Ill => Given.Fail(FailureKind.ServerError, 500);

    private static void Rest(Router router, string id, double seconds, FailureKind cause = FailureKind.ServerError) =>
        router.Model.ById(id)!.State.RestUntil(router.Clock.Now + router.Clock.Ticks(TimeSpan.FromSeconds(seconds)), cause);

    [Fact]
    public void AskedOnce_ItIsNotAskedAgain_ThoughRetriesAreLeft()
    {
        var router = Pair.Router(_clock);
        Rest(router, "a", 20);
        Rest(router, "b", 10);
        using var session = router.Begin(new RouteRequest("m") { NumRetries = 9 });
        Assert.True(session.TryNext(out var first));
        Assert.Equal("b", first.Deployment.Id);
        _clock.Advance(TimeSpan.FromSeconds(30));

        // The other's rest is over when it fails, and begins anew before it is asked.
        Assert.Equal(NextAction.Next, session.Report(first, Ill).Action);
        Rest(router, "a", 20);

        Assert.False(session.TryNext(out _));
        Assert.Equal((RouteRefusal.None, FailureKind.ServerError, 1), (session.Failure!.Refusal, session.Failure.Kind, session.Failure.Attempts.Count));
    }

    [Fact]
    public void AfterTheLastResort_NothingIsPromised()
    {
        var router = Pair.Router(_clock);
        Rest(router, "a", 30);
        Rest(router, "b", 20);
        using var session = router.Begin(new RouteRequest("m") { NumRetries = 9 });
        Assert.True(session.TryNext(out var attempt));

        Assert.Equal(NextAction.GiveUp, session.Report(attempt, Given.Fail(FailureKind.Authentication, 401)).Action);
    }

    [Theory]
    [InlineData(0, NextAction.GiveUp)]
    [InlineData(1, NextAction.Next)]
    public void OneFailed_TheLastResortCostsARetry(int retries, NextAction expected)
    {
        var router = Pair.Router(_clock);
        Rest(router, "b", 20);
        using var session = router.Begin(new RouteRequest("m") { NumRetries = retries });
        Assert.True(session.TryNext(out var attempt));

        Assert.Equal(expected, session.Report(attempt, Given.Fail(FailureKind.Authentication, 401)).Action);
    }

    [Fact]
    public void HigherTierIsFree_ButNotAsTheLastResort()
    {
        var router = Tiers.Router(_clock);
        using var session = router.Begin(new RouteRequest("m") { NumRetries = 0 });
        Assert.True(session.TryNext(out var first));
        Assert.Equal(NextAction.Next, session.Report(first, Ill).Action);
        Rest(router, "b", 20);

        Assert.False(session.TryNext(out _));
        Assert.Equal(["a"], session.Failure!.Attempts.Select(a => a.DeploymentId));
    }

    [Fact]
    public void RetryBudgetSpent_TheFirstAttemptIsEveryRequestsRight_ALaterOneIsNot()
    {
        var config = Pair.With(r => r with { DisableCooldowns = true, RetryBudget = new RetryBudgetSettings { Share = 0.000001, PerSecond = 0 } });
        var router = config.Router(_clock);
        for (var i = 0; router.Model.RetryBudget!.Saved >= 1; i++)
        {
            Assert.InRange(i, 0, 20);
            router.Run("a", _ => Ill);
        }

        Rest(router, "a", 30);
        Rest(router, "b", 20);
        Assert.Equal(["b"], router.Run(new RouteRequest("m") { NumRetries = 5 }, _ => Ill).Tried);

        // Whoever failed was well: the one who rests is then asked in vain.
        var other = config.Router(_clock);
        for (var i = 0; other.Model.RetryBudget!.Saved >= 1; i++)
        {
            Assert.InRange(i, 0, 20);
            other.Run("a", _ => Ill);
        }

        Rest(other, "b", 20);
        var run = other.Run(new RouteRequest("m") { NumRetries = 5 }, _ => Given.Fail(FailureKind.Authentication, 401));
        Assert.Equal(["a"], run.Tried);
        Assert.Contains("retry budget", run.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BackAtTheSameTime_TheFirstOfTheListIsAsked()
    {
        var router = Pair.Router(_clock);
        Rest(router, "a", 20);
        Rest(router, "b", 20);

        Assert.Equal(["a"], router.Run(new RouteRequest("m") { NumRetries = 0 }, _ => Ill).Tried);
    }

    [Theory]
    [InlineData("m", new string[0])]
    [InlineData("other", new[] { "o" })]
    public void Fallback_TheCallerMayNotUse_IsNoLastResort(string alsoAllowed, string[] tried)
    {
        var router = Two.Router(_clock);
        Rest(router, "a", 30, FailureKind.RateLimited);
        Rest(router, "o", 20);
        var caller = new RouteCaller { Models = ["m", alsoAllowed] };

        var run = router.Run(new RouteRequest("m") { Caller = caller, NumRetries = 0 }, _ => Ill);

        Assert.Equal(tried, run.Tried);
        if (tried.Length == 0)
        {
            // Told is what may be waited for, and not that another group is closed.
            Assert.Equal((RouteRefusal.AllCoolingDown, 30.0), (run.Failure!.Refusal, Math.Round(run.Failure.RetryAfter!.Value.TotalSeconds, 3)));
        }
    }

    [Fact]
    public void Limits_HoldInTheLastResort()
    {
        var router = Given.Config(
                Given.Deployment("m", "a", with: p => p with { Order = 1, MaxParallelRequests = 1 }),
                Given.Deployment("m", "b", with: p => p with { Order = 2 }))
            .Router(_clock);
        using var busy = router.Begin(new RouteRequest("a"));
        Assert.True(busy.TryNext(out _));
        Rest(router, "a", 10);
        Rest(router, "b", 20);

        Assert.Equal(["b"], router.Run(new RouteRequest("m") { NumRetries = 0 }, _ => Ill).Tried);
    }

    [Fact]
    public void Needs_HoldInTheLastResort_OfEveryTier()
    {
        var router = Given.Config(
                Given.Deployment("m", "a", with: p => p with { Order = 1 }) with { Info = new DeploymentInfo { Id = "a", MaxInputTokens = 10 } },
                Given.Deployment("m", "b", with: p => p with { Order = 2 }))
            .With(r => r with { EnablePreCallChecks = true }).Router(_clock);
        Rest(router, "a", 10);
        Rest(router, "b", 20);

        Assert.Equal(["b"], router.Run(new RouteRequest("m") { InputTokens = 50, NumRetries = 0 }, _ => Ill).Tried);
        Assert.Equal(["a"], router.Run(new RouteRequest("m") { InputTokens = 5, NumRetries = 0 }, _ => Given.Fail(FailureKind.Authentication, 401)).Tried);
    }
}
