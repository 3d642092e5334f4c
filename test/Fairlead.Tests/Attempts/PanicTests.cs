using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Attempts;

/// <summary>Whoever is left when all rest, and who comes first when a rest is over.</summary>
public sealed class PanicTests
{
    private readonly FakeTimeProvider _clock = new();

    private static RouterConfig Pair => Given.Config(Given.Deployment("m", "a"), Given.Deployment("m", "b"));

    private static void Rest(Router router, string id, double seconds, FailureKind cause = FailureKind.ServerError) =>
        router.Model.ById(id)!.State.RestUntil(router.Clock.Now + router.Clock.Ticks(TimeSpan.FromSeconds(seconds)), cause);

    private List<string> Failing(Router router, int retries = 5) =>
        router.Run(new RouteRequest("m") { NumRetries = retries }, _ => Given.Fail(FailureKind.ServerError, 500), _clock).Tried;

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void AllRest_TheSoonestBackIsAskedOnce(int retries)
    {
        var router = Pair.Router(_clock);
        Rest(router, "a", 30);
        Rest(router, "b", 20);

        Assert.Equal(["b"], Failing(router, retries));
    }

    [Fact]
    public void SoonestBack_OfALaterTier_IsAskedToo()
    {
        var router = Given.Config(Given.Deployment("m", "a", with: p => p with { Order = 1 }), Given.Deployment("m", "b", with: p => p with { Order = 2 })).Router(_clock);
        Rest(router, "a", 30);
        Rest(router, "b", 20);

        Assert.Equal(["b"], Failing(router));
    }

    [Theory]
    [InlineData(0, new[] { "a" })]
    [InlineData(1, new[] { "a", "b" })]
    [InlineData(5, new[] { "a", "b" })]
    public void LastOneFails_WhoRestsIsAskedWhereARetryIsLeft(int retries, string[] tried)
    {
        var router = Pair.With(r => r with { AllowedFails = 0 }).Router(_clock);
        Rest(router, "b", 20);

        Assert.Equal(tried, Failing(router, retries));
    }

    [Fact]
    public void NobodyOfTheGroup_TheFallbacksAreLookedThrough_AsFarAsTheyMayBe()
    {
        RouterConfig config = Given.Config(Given.Deployment("m", "a"), Given.Deployment("n", "n"), Given.Deployment("other", "o")).Fallback("m", "n", "other");
        var router = config.Router(_clock);
        var none = config.With(r => r with { MaxFallbacks = 0 }).Router(_clock);
        foreach (var one in (Router[])[router, none])
        {
            Rest(one, "a", 30, FailureKind.RateLimited);
            Rest(one, "n", 30, FailureKind.RateLimited);
            Rest(one, "o", 20);
        }

        Assert.Equal(["o"], Failing(router));
        Assert.Empty(Failing(none));
    }

    [Fact]
    public void OwnGroup_ComesBeforeAFallbackThatIsBackSooner()
    {
        var router = Given.Config(Given.Deployment("m", "a"), Given.Deployment("other", "o")).Fallback("m", "other").Router(_clock);
        Rest(router, "a", 30);
        Rest(router, "o", 20);

        Assert.Equal(["a"], Failing(router, retries: 0));
    }

    [Fact]
    public void RestOver_WhoIsKnownAsSlowIsAskedAllTheSame_OneAtATime()
    {
        var router = Pair.Strategy("latency-based").Router(_clock);
        for (var i = 0; i < 5; i++)
        {
            router.Run("a", _ => Given.Ok(5));
            router.Run("b", _ => Given.Ok(0.1));
        }

        Rest(router, "a", 1, FailureKind.Connection);
        Assert.Equal("b", Next(router));
        _clock.Advance(TimeSpan.FromSeconds(1));

        using var probe = router.Begin(new RouteRequest("m"));
        Assert.True(probe.TryNext(out var attempt));
        Assert.Equal("a", attempt.Deployment.Id);
        Assert.Equal("b", Next(router));
    }

    [Fact]
    public void RestOver_WithCallsOfBeforeUnderWay_IsNotHurried()
    {
        var router = Pair.Strategy("latency-based").Router(_clock);
        for (var i = 0; i < 5; i++)
        {
            router.Run("a", _ => Given.Ok(5));
            router.Run("b", _ => Given.Ok(0.1));
        }

        using var before = router.Begin(new RouteRequest("a"));
        Assert.True(before.TryNext(out _));
        Rest(router, "a", 1, FailureKind.Connection);
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("b", Next(router));
    }

    private static string Next(Router router)
    {
        using var session = router.Begin(new RouteRequest("m"));
        Assert.True(session.TryNext(out var attempt));
        session.Report(attempt, Given.Ok(0.1));
        return attempt.Deployment.Id;
    }
}
