using Fairlead.Cli.Simulation.Policies;
using Fairlead.Configuration;

namespace Fairlead.Gateway.Tests.Simulation.Policies;

public sealed class PolicyOptionsTests
{
    [Theory]
    [InlineData("cost-based", "cost-based")]
    [InlineData("Adaptive+HEDGE", "adaptive+hedge")]
    [InlineData("least_busy+effective_price+session_affinity", "least-busy+session_affinity+effective_price")]
    [InlineData("configured+effective_price", "configured+effective_price")]
    [InlineData("base:random+hedge", null)]
    [InlineData("adaptive+", null)]
    [InlineData("adaptive+more", null)]
    public void Names_AreReadInAnyOrderAndSpelling(string spelling, string? name) => Assert.Equal(name, PolicyCatalogue.Find(spelling));

    [Fact]
    public void Switches_AreAddedToWhatIsConfigured()
    {
        var told = new RouterSettings { OptionalPreCallChecks = ["deployment_affinity"], StrategyArgs = new StrategyArgs { PriceWeight = 3 }, RoutingStrategy = "usage-based" };

        var router = PolicyOptions.Read("adaptive+prompt_caching+effective_price+hedge")!.In(told);

        Assert.Equal(("adaptive", true, 3.0, true), (router.RoutingStrategy, router.StrategyArgs.EffectivePrice, router.StrategyArgs.PriceWeight, router.Hedging!.Enabled));
        Assert.Equal(["deployment_affinity", "prompt_caching"], router.OptionalPreCallChecks);
        Assert.Equal("usage-based", PolicyOptions.Read("configured")!.In(told).RoutingStrategy);
    }
}
