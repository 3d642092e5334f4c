using Fairlead.Cli.Simulation.Engine;
using Fairlead.Cli.Simulation.Policies;
using Fairlead.Cli.Simulation.Results;
using Fairlead.Cli.Simulation.Scenarios;
using Fairlead.Cli.Simulation.Traffic;
using Fairlead.Selection;

namespace Fairlead.Gateway.Tests.Simulation.Scenarios;

/// <summary>What the page of strategies says of <c>adaptive</c>: the best or within a twentieth of it, in every scenario that has no remark there.</summary>
/// <remarks>Of two seeds, where the page has five: one answer more or less among the latest moves a p99.9 by more than a twentieth, hence its wider bound.</remarks>
public sealed class AdaptiveStandingTests
{
    private const double First = 1.06;
    private const double Whole = 1.12;

    /// <summary>Answers of a hundred thousand: as many as chance moves from one policy to another.</summary>
    private const double Success = 0.001;

    [Theory]
    [InlineData("steady")]
    [InlineData("burst")]
    [InlineData("diurnal")]
    [InlineData("brown-out")]
    [InlineData("fast-fail-429")]
    [InlineData("outage")]
    [InlineData("one-slow")]
    [InlineData("newcomer")]
    [InlineData("heavy-tail")]
    [InlineData("quota-bound")]
    [InlineData("replicas-20")]
    [InlineData("price-spread")]
    [InlineData("agent-loops")]
    [InlineData("agents-weighed")]
    public void Adaptive_AgainstEveryBaseline_IsTheBestOrNearIt(string name)
    {
        var own = Run(name, StrategyNames.Adaptive);
        var others = PolicyCatalogue.Baselines.Select(policy => Run(name, policy)).ToList();

        Within(First, own, others, static result => result.FirstToken.At(0.99));
        Within(Whole, own, others, static result => result.Completion.At(0.999));
        Assert.All(others, other => Assert.True(own.Success >= other.Success - Success, $"{own.Success} of requests answered, {other.Policy} {other.Success}"));
    }

    private static void Within(double times, RunResult own, List<RunResult> others, Func<RunResult, double> seconds)
    {
        var best = others.MinBy(seconds)!;
        Assert.True(seconds(own) <= times * seconds(best), $"{seconds(own):0.00} s, {best.Policy} {seconds(best):0.00} s");
        Assert.True(seconds(own) < others.Max(seconds), $"{seconds(own):0.00} s is the worst");
    }

    private static RunResult Run(string name, string policy)
    {
        var scenario = ScenarioCatalogue.Find(name)!;
        return RunResult.Of([.. new ulong[] { 1, 2 }.Select(seed =>
            Simulator.Run(scenario, Workload.Draw(scenario.Traffic, scenario.Models, scenario.Replicas, seed), policy, seed))]);
    }
}
