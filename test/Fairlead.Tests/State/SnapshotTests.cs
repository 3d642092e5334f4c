using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Attempts;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.State;

public sealed class SnapshotTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Untouched_CountsNothing()
    {
        var snapshot = Given.Config(Given.Deployment("m", "a")).Router(_clock).Snapshot();

        Assert.Equal(1, snapshot.Generation);
        var a = Assert.Single(snapshot.Deployments);
        Assert.Equal(("a", "m", "openai/m"), (a.Id, a.ModelGroup, a.ProviderModel));
        Assert.Equal((0, 0L, 0L, 0L), (a.InFlight, a.Requests, a.InputTokens, a.OutputTokens));
        Assert.Empty(a.Failures);
        Assert.Null(a.SecondsToFirstToken);
        Assert.Null(a.SecondsPerOutputToken);
        Assert.Null(a.Cooldown);
        Assert.Null(a.Minute);
    }

    [Fact]
    public void Outcomes_OfEveryKind_AreCountedOnce_AndKeptByAReload()
    {
        var config = Given.Config(Given.Deployment("m", "a"));
        var router = config.Router(_clock);
        router.Run("m", _ => Given.Ok(2.5, tokens: 20, firstToken: 0.5) with { InputTokens = 7 });
        router.Run(new RouteRequest("m") { NumRetries = 0 }, _ => Given.Fail(FailureKind.BadRequest, 400));
        router.Run(new RouteRequest("m") { NumRetries = 0 }, _ => Given.Fail(FailureKind.Cancelled));
        using (var dropped = router.Begin(new RouteRequest("m")))
        {
            Assert.True(dropped.TryNext(out _));
        }

        using var running = router.Begin(new RouteRequest("m"));
        Assert.True(running.TryNext(out _));
        router.Reload(config.With(r => r with { NumRetries = 1 }));
        var snapshot = router.Snapshot();

        Assert.Equal(2, snapshot.Generation);
        var a = snapshot.Deployments[0];
        Assert.Equal((1, 4L, 1L), (a.InFlight, a.Requests, a.Answered));
        Assert.Equal(new Dictionary<FailureKind, long> { [FailureKind.BadRequest] = 1, [FailureKind.Cancelled] = 2 }, a.Failures);
        Assert.Equal((7L, 20L), (a.InputTokens, a.OutputTokens));
        Assert.Equal(0.5, a.SecondsToFirstToken!.Value, 1e-9);
        Assert.Equal(0.1, a.SecondsPerOutputToken!.Value, 1e-9);
        Assert.Equal(0, a.FailureShare);
    }

    [Fact]
    public void Quantiles_OfManyAnswers_AreWithinASixteenth()
    {
        var router = Given.Config(Given.Deployment("m", "a")).Router(_clock);
        for (var i = 1; i <= 100; i++)
        {
            router.Run("m", _ => Given.Ok(i * 0.1, tokens: 0));
        }

        var times = router.Snapshot().Deployments[0].FirstTokenQuantiles!;
        Assert.Equal(5.0, times.P50, 5.0 / 16);
        Assert.Equal(9.0, times.P90, 9.0 / 16);
        Assert.Equal(9.9, times.P99, 9.9 / 16);
    }

    [Fact]
    public void Cost_IsTheSumAtThePricesOfTheirTime_OfFailedAttemptsToo()
    {
        static RouterConfig Priced(double input) => Given.Config(Given.Deployment("m", "a", with: p => p with { InputCostPerToken = input, OutputCostPerToken = 2 }));
        var router = Priced(1).Router(_clock);
        router.Run("m", _ => Given.Ok(1, tokens: 10) with { InputTokens = 100 });
        router.Run(new RouteRequest("m") { NumRetries = 0 }, _ => Given.Fail(FailureKind.StreamBroken) with { InputTokens = 100, OutputTokens = 1, Committed = true });
        router.Reload(Priced(3));
        router.Run("m", _ => Given.Ok(1, tokens: 10) with { InputTokens = 100 });

        Assert.Equal(120 + 102 + 320, router.Snapshot().Deployments[0].Cost!.Value, 1e-9);
        Assert.Null(Given.Config(Given.Deployment("m", "a")).Router(_clock).Snapshot().Deployments[0].Cost);
    }

    [Fact]
    public void Resting_TellsTheCauseAndWhatIsLeft()
    {
        var router = Given.Config(Given.Deployment("m", "a"), Given.Deployment("m", "b")).Router(_clock);
        router.Run(new RouteRequest("m") { Blocked = ["b"], NumRetries = 0 }, _ => Given.Fail(FailureKind.RateLimited, 429, retryAfter: 30));
        _clock.Advance(TimeSpan.FromSeconds(10));
        var a = router.Snapshot().Deployments[0];

        Assert.Equal(FailureKind.RateLimited, a.Cooldown!.Cause);
        Assert.Equal(20, a.Cooldown.SecondsLeft, 0.001);
        Assert.True(a.FailureShare > 0);
        _clock.Advance(TimeSpan.FromSeconds(21));
        Assert.Null(router.Snapshot().Deployments[0].Cooldown);
    }

    [Fact]
    public void Minute_UnderUsageBased_TellsUseAndLimits()
    {
        var router = Given.Config(Given.Deployment("m", "a", with: p => p with { Rpm = 5 })).Strategy("usage-based").Router(_clock);
        _clock.Advance(TimeSpan.FromSeconds(15));
        router.Run("m", _ => Given.Ok(tokens: 20) with { InputTokens = 10 });
        var minute = router.Snapshot().Deployments[0].Minute!;

        Assert.Equal((1L, 30L, 5.0, null), (minute.Requests, minute.Tokens, minute.Rpm, minute.Tpm));
        Assert.Equal(45, minute.SecondsLeft, 0.001);
    }

    [Fact]
    public void Cost_OnceThePriceIsKnown_IsThatOfTheAnswersSince()
    {
        var router = Given.Config(Given.Deployment("m", "a")).Router(_clock);
        router.Run("m", _ => Given.Ok(1, tokens: 10));
        router.Run(new RouteRequest("m") { NumRetries = 0 }, _ => Given.Fail(FailureKind.StreamBroken) with { OutputTokens = 1, Committed = true });
        router.Reload(Given.Config(Given.Deployment("m", "a", with: p => p with { InputCostPerToken = 0, OutputCostPerToken = 2 })));
        router.Run("m", _ => Given.Ok(1, tokens: 10));

        Assert.Equal(20, router.Snapshot().Deployments[0].Cost!.Value, 1e-9);
    }
}
