using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Selection;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Attempts;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Compatibility;

/// <summary>What LiteLLM's own tests ask of limits of a minute.</summary>
public sealed class LiteLlmLimitFactsTests
{
    private readonly FakeTimeProvider _clock = new();

    public static TheoryData<string> Strategies => [.. StrategyNames.All];

    private static DeploymentConfig Limited(string id, double? rpm, double? tpm = null) => Given.Deployment("m", id, with: p => p with { Rpm = rpm, Tpm = tpm });

    private static RouterConfig Checked(string strategy, params DeploymentConfig[] list) =>
        Given.Config(list).Strategy(strategy).With(static r => r with { EnablePreCallChecks = true, NumRetries = 0 });

    [Theory]
    [InlineData("latency-based-routing")]
    [InlineData("cost-based-routing")]
    public void Rpm_ThreeUsedOfOneAndOfThree_NobodyIsLeft(string strategy)
    {
        var router = Given.Config(Limited("one", 1), Limited("three", 3)).Strategy(strategy).Router(_clock);
        Assert.All(Enumerable.Range(0, 4), _ => Assert.True(router.Run("m", _ => Given.Ok()).Answered));

        Assert.Equal(RouteRefusal.AllAtLimit, router.Run("m", _ => Given.Ok()).Failure!.Refusal);
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void PreCallChecks_RpmOfZero_IsNoCapacity(string strategy)
    {
        var router = Checked(strategy, Limited("none", 0), Limited("some", 100)).Router(_clock);
        Assert.Equal(["some"], router.Shares("m", 100).Keys);

        var failure = router.Run(new RouteRequest("m") { Blocked = ["some"] }, _ => Given.Ok()).Failure!;

        Assert.Equal((RouteRefusal.AllAtLimit, 429), (failure.Refusal, failure.Status));
        Assert.StartsWith("No deployments available for selected model", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void PreCallChecks_Rpm_AdmitsExactlyN_InEachMinute_AndTheFallbackTheRest(string strategy)
    {
        var config = Checked(strategy, Limited("a", 2), Limited("b", 3), Given.Deployment("spare", "s")).Fallback("m", "spare");
        var router = config.Router(_clock);
        for (var minute = 0; minute < 3; minute++)
        {
            var tried = Enumerable.Range(0, 7).Select(_ => Assert.Single(router.Run("m", _ => Given.Ok()).Tried)).Order(StringComparer.Ordinal);

            Assert.Equal("aabbbss", string.Concat(tried));
            _clock.Advance(TimeSpan.FromMinutes(1));
        }
    }

    [Fact]
    public void PreCallChecks_UnderAShuffle_RpmStaysAWeight_AndTpmIsNoLimit()
    {
        var shares = Checked("simple-shuffle", Limited("small", 100), Limited("large", 900)).Router(_clock).Shares("m");
        Assert.Equal(0.9, shares["large"], 0.02);

        var router = Checked("simple-shuffle", Limited("a", null, tpm: 10)).Router(_clock);
        Assert.All(Enumerable.Range(0, 5), _ => Assert.True(router.Run(new RouteRequest("m") { InputTokens = 100 }, _ => Given.Ok()).Answered));
    }

    [Fact]
    public void Switch_Off_WinsOverThePreCallChecks()
    {
        var router = Checked("simple-shuffle", Limited("a", 1)).With(static r => r with { EnforceModelRateLimits = false }).Router(_clock);

        Assert.All(Enumerable.Range(0, 5), _ => Assert.True(router.Run("m", _ => Given.Ok()).Answered));
    }
}
