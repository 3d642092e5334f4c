using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Attempts;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Limits;

/// <summary>What a group may take in a minute together, and what is left of it.</summary>
public sealed class GroupLimitsTests
{
    private readonly FakeTimeProvider _clock = new();

    private static RouterConfig Config(string strategy) => Given.Config(
        Given.Deployment("m", "a", with: static p => p with { Rpm = 10, Tpm = 1000, Order = 1 }),
        Given.Deployment("m", "b", with: static p => p with { Rpm = 5, Order = 2 }),
        Given.Deployment("free", "c")).Strategy(strategy);

    [Theory]
    [InlineData("simple-shuffle")]
    [InlineData("least-busy")]
    [InlineData("round-robin")]
    [InlineData("usage-based")]
    public void Group_TellsTheSumOfItsLimits_UnderEveryStrategy(string strategy)
    {
        var router = Config(strategy).Router(_clock);
        router.Run(new RouteRequest("m") { InputTokens = 20 }, static _ => Given.Ok(tokens: 30) with { InputTokens = 20 });
        router.Run("m", static _ => Given.Ok(tokens: 10));

        Assert.Equal(((15L, 13L), (1000L, 940L)), Told(router));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(((15L, 15L), (1000L, 1000L)), Told(router));
    }

    [Fact]
    public void OneSortOfLimit_IsToldAlone()
    {
        var router = Given.Config(
            Given.Deployment("m", "a", with: static p => p with { Rpm = 10 }),
            Given.Deployment("n", "b", with: static p => p with { Tpm = 1000 })).Router(_clock);
        using var requests = router.Begin(new RouteRequest("m"));
        using var tokens = router.Begin(new RouteRequest("n"));

        Assert.Equal((10L, 10L), requests.GroupLimits!.Requests(requests.Minute));
        Assert.Null(requests.GroupLimits.Tokens(requests.Minute));
        Assert.Equal((1000L, 1000L), tokens.GroupLimits!.Tokens(tokens.Minute));
        Assert.Null(tokens.GroupLimits.Requests(tokens.Minute));
    }

    [Fact]
    public void Weights_AreNoLimits()
    {
        var router = Config("simple-shuffle").Router(_clock);
        for (var i = 0; i < 30; i++)
        {
            Assert.True(router.Run("m", static _ => Given.Ok()).Answered);
        }

        // One beyond its own takes nothing from what the other has left.
        Assert.Equal((15L, 5L), Told(router)!.Value.Requests);
        Assert.Equal(30, router.Snapshot().Deployments[0].Minute!.Requests);
    }

    [Fact]
    public void Failure_CountsAsARequest_NotItsTokens()
    {
        var router = Config("simple-shuffle").With(static r => r with { NumRetries = 0 }).Router(_clock);
        router.Run(new RouteRequest("m") { InputTokens = 50 }, static attempt => Given.Fail(FailureKind.BadRequest, 400));

        Assert.Equal(((15L, 14L), (1000L, 1000L)), Told(router));
    }

    [Fact]
    public void GroupWithoutLimits_TellsNothing()
    {
        var router = Config("simple-shuffle").Router(_clock);
        using var session = router.Begin(new RouteRequest("free"));

        Assert.True(session.TryNext(out _));
        Assert.Null(session.GroupLimits);
        Assert.Null(router.Snapshot().Deployments[2].Minute);
    }

    private static ((long Limit, long Left) Requests, (long Limit, long Left) Tokens)? Told(Router router)
    {
        using var session = router.Begin(new RouteRequest("m"));
        return session.GroupLimits is { } limits ? (limits.Requests(session.Minute)!.Value, limits.Tokens(session.Minute)!.Value) : null;
    }
}
