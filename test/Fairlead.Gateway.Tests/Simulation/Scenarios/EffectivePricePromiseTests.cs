using Fairlead.Cli.Simulation.Engine;
using Fairlead.Cli.Simulation.Results;
using Fairlead.Cli.Simulation.Scenarios;
using Fairlead.Cli.Simulation.Traffic;

namespace Fairlead.Gateway.Tests.Simulation.Scenarios;

/// <summary>What the page of strategies says of <c>effective_price</c>: agents cost less than by the list, and less than tied to whoever they met first, who is slower too.</summary>
public sealed class EffectivePricePromiseTests
{
    [Theory]
    [InlineData("cost-based", 0.75)]
    [InlineData("adaptive", 0.9)]
    public void Agents_CostLess_ThanByTheListAndThanTied(string strategy, double times)
    {
        var own = Run(strategy + "+effective_price");
        var others = (RunResult[])[Run(strategy), Run(strategy + "+session_affinity"), Run(strategy + "+prompt_caching"), Run("simple-shuffle+session_affinity")];

        Assert.All(others, other => Assert.True(own.Cost <= times * other.Cost, $"{own.Cost} dollars, {other.Policy} {other.Cost}"));
        Assert.True(own.FirstToken.At(0.99) < others[^1].FirstToken.At(0.99), $"{own.FirstToken.At(0.99)} s, tied {others[^1].FirstToken.At(0.99)}");
        Assert.Equal(1, own.Success);
    }

    [Theory]
    [InlineData("cost-based")]
    [InlineData("adaptive")]
    public void WhereNothingIsCached_NothingChanges(string strategy)
    {
        var (list, effective) = (Run(strategy, "price-spread"), Run(strategy + "+effective_price", "price-spread"));

        Assert.Equal(list.Cost, effective.Cost);
        Assert.Equal(list.FirstToken.At(0.99), effective.FirstToken.At(0.99));
    }

    private static RunResult Run(string policy, string name = "agents-priced")
    {
        var scenario = ScenarioCatalogue.Find(name)!;
        return Simulator.Run(scenario, Workload.Draw(scenario.Traffic, scenario.Models, scenario.Replicas, seed: 1), policy, seed: 1);
    }
}
