using Fairlead.Configuration;
using Fairlead.Selection;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Selection;

public sealed class StrategyNamesTests
{
    [Theory]
    [InlineData(null, "simple-shuffle")]
    [InlineData("simple_shuffle", "simple-shuffle")]
    [InlineData("simple-shuffle", "simple-shuffle")]
    [InlineData("weighted-shuffle", "weighted-shuffle")]
    [InlineData("weighted_shuffle", "weighted-shuffle")]
    [InlineData("least-busy", "least-busy")]
    [InlineData("least_busy", "least-busy")]
    [InlineData("latency_based", "latency-based")]
    [InlineData("latency-based", "latency-based")]
    [InlineData("latency-based-routing", "latency-based")]
    [InlineData("cost_based", "cost-based")]
    [InlineData("cost-based", "cost-based")]
    [InlineData("cost-based-routing", "cost-based")]
    [InlineData("Least-Busy", "least-busy")]
    [InlineData("round-robin", "round-robin")]
    [InlineData("round_robin", "round-robin")]
    [InlineData("usage-based", "usage-based")]
    [InlineData("usage_based", "usage-based")]
    [InlineData("usage-based-routing", "usage-based")]
    [InlineData("usage-based-routing-v2", "usage-based")]
    [InlineData("adaptive", "adaptive")]
    public void TryParse_KnownSpelling_IsCanonicalAndTakesEffect(string? spelling, string canonical)
    {
        Assert.True(StrategyNames.TryParse(spelling, out var name));
        Assert.Equal(canonical, name);
        var router = Given.Config(Given.Deployment("m", "a")).With(r => r with { RoutingStrategy = spelling }).Router();
        Assert.Equal(canonical, router.Model.Groups[0].Strategy);
    }

    [Theory]
    [InlineData("usage-based-routing-v3")]
    [InlineData("provider-budget-routing")]
    [InlineData("")]
    public void Create_UnknownStrategy_IsRefusedWithTheValidOnes(string strategy)
    {
        var refused = Assert.Throws<RouterConfigException>(() => Given.Config(Given.Deployment("m", "a")).Strategy(strategy).Router());

        var finding = Assert.Single(refused.Diagnostics);
        Assert.Equal("router_settings.routing_strategy", finding.Path);
        Assert.All(StrategyNames.All, name => Assert.Contains(name, finding.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Create_MisspeltStrategy_IsGuessed()
    {
        var refused = Assert.Throws<RouterConfigException>(() => Given.Config(Given.Deployment("m", "a")).Strategy("least-bussy").Router());

        Assert.Equal("did you mean 'least-busy'?", refused.Diagnostics[0].Mend);
    }

    [Fact]
    public void GroupStrategy_BeatsTheRouters()
    {
        var router = Given.Config(Given.Deployment("m", "a"), Given.Deployment("n", "b"))
            .With(r => r with { RoutingStrategy = "least-busy", GroupStrategies = new Dictionary<string, string> { ["n"] = "cost_based" } })
            .Router();

        Assert.Equal(["least-busy", "cost-based"], router.Model.Groups.Select(g => g.Strategy));
    }
}
