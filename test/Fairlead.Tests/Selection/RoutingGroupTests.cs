using System.Runtime.CompilerServices;
using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Attempts;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Selection;

public sealed class RoutingGroupTests
{
    private static RoutingGroup Set(string name, string strategy, params string[] models) => new() { Name = name, RoutingStrategy = strategy, Models = models };

    private static readonly RouterConfig Four = Given.Config(
        Given.Deployment("a", "a1"), Given.Deployment("a", "a2"), Given.Deployment("b", "b1"), Given.Deployment("b", "b2"), Given.Deployment("c", "c1"));

    [Fact]
    public void Strategy_OfASet_HoldsForItsModelsOnly()
    {
        var router = Four.Strategy("cost-based").Sets(Set("s", "latency_based", "a"), Set("t", "least-busy", "b")).Router();

        Assert.Equal(["latency-based", "least-busy", "cost-based"], router.Model.Groups.Select(g => g.Strategy));
        Assert.Equal("latency-based", router.Explain(new RouteRequest("a1")).Groups[0].Strategy);
    }

    [Fact]
    public void Strategy_OfASingleModel_BeatsTheSets()
    {
        var router = Four.Sets(Set("s", "latency-based", "a", "b"))
            .With(r => r with { GroupStrategies = new Dictionary<string, string> { ["b"] = "round-robin" } }).Router();

        Assert.Equal(["latency-based", "round-robin", "simple-shuffle"], router.Model.Groups.Select(g => g.Strategy));
    }

    [Fact]
    public void State_OfTwoSetsWithOneStrategy_IsApart()
    {
        var router = Four.Sets(Set("s", "round-robin", "a"), Set("t", "round-robin", "b")).Router();

        var first = router.Pick("a")!.Id;
        var other = new[] { router.Pick("b")!.Id, router.Pick("b")!.Id };

        // Whatever b has done, it is the other's turn in a.
        Assert.NotEqual(first, router.Pick("a")!.Id);
        Assert.Equal(["b1", "b2"], other.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Args_OfASet_BeatTheRouters()
    {
        // Ten times as slow, and within a buffer of twenty: equals in the set with the buffer, not elsewhere.
        var clock = new FakeTimeProvider();
        var router = Four.Strategy("latency-based").Sets(
            Set("s", "latency-based", "a") with { StrategyArgs = new StrategyArgs { LowestLatencyBuffer = 20 } }).Router(clock);
        for (var i = 0; i < 400; i++)
        {
            router.Run(i % 2 == 0 ? "a" : "b", attempt => Given.Ok(attempt.Deployment.Id.EndsWith('1') ? 1 : 10), clock);
            clock.Advance(TimeSpan.FromMilliseconds(200));
        }

        Assert.InRange(router.Shares("a", 2000)["a2"], 0.4, 0.6);
        Assert.InRange(router.Shares("b", 2000).GetValueOrDefault("b2"), 0, 0.1);
    }

    [Fact]
    public void Ttl_OfASet_IsItsHalfLife()
    {
        var router = Four.Sets(Set("s", "latency-based", "a") with { StrategyArgs = new StrategyArgs { Ttl = TimeSpan.FromSeconds(2) } }).Router();

        var rates = router.Model.Groups.Select(g => router.Model.Strategies.Of(g.Name).Context.HalfLife).ToArray();
        Assert.Equal(rates[1] / 5, rates[0]);
        Assert.Equal(rates[0], router.Model.Groups[0].Tiers[0].Rate.HalfLife);
    }

    [Fact]
    public void Name_OfASet_IsAskedForLikeAModel()
    {
        var router = Four.Sets(Set("s", "round-robin", "a", "b")).Router();

        Assert.Equal(["a1", "a2", "b1", "b2"], router.Shares("s", 4).Keys.Order(StringComparer.Ordinal));
        Assert.Equal("routing-group", router.Explain(new RouteRequest("s")).ResolvedBy);
        Assert.Equal(["a", "b", "c", "s"], router.Model.ModelNames);
    }

    [Fact]
    public void Name_OfASetThatAModelHas_MeansTheModel()
    {
        var router = Four.Sets(Set("c", "round-robin", "a", "b")).Router();

        Assert.Equal("c1", router.Pick("c")!.Id);
        Assert.Equal(["a", "b", "c"], router.Model.ModelNames);
    }

    [Fact]
    public void Name_OfASet_MayBeAFallback()
    {
        var router = Four.Sets(Set("s", "round-robin", "a")).Fallback("c", "s").Router();

        var drove = router.Run("c", attempt => attempt.Deployment.Id == "c1" ? Given.Fail(FailureKind.ServerError) : Given.Ok());

        Assert.True(drove.Answered);
        Assert.StartsWith("a", drove.Tried[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Priority_AskedForByName_TriesTheModelsInTheirOrder()
    {
        var priorities = new Dictionary<string, int> { ["b"] = 1, ["a"] = 2 };
        var config = Four.Sets(Set("s", "priority", "a", "b", "c") with { ModelPriorities = priorities });

        var drove = config.Router().Run("s", _ => Given.Fail(FailureKind.NotFound));

        Assert.Equal("bbaac", string.Concat(drove.Tried.Select(id => id[0])));
    }

    [Fact]
    public void Priority_LeavesRequestsForTheModelsAlone()
    {
        var priorities = new Dictionary<string, int> { ["b"] = 1, ["a"] = 2 };
        var router = Four.Strategy("least-busy").Sets(Set("s", "priority", "a", "b") with { ModelPriorities = priorities }).Router();

        Assert.Equal(["least-busy", "least-busy", "least-busy"], router.Model.Groups.Select(g => g.Strategy));
        Assert.Equal("priority", router.Explain(new RouteRequest("s")).Groups[0].Strategy);
    }

    [Fact]
    public void Reload_StrategyToggledSixTimes_LeavesNothingOfTheOldOnes()
    {
        var router = Four.Router();
        var old = new List<WeakReference>();
        for (var i = 0; i < 6; i++)
        {
            Toggle(router, i, old);
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.Equal(12, old.Count);
        Assert.All(old.Take(10), strategy => Assert.False(strategy.IsAlive));
        Assert.Equal("cost-based", router.Model.Groups[0].Strategy);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Toggle(Fairlead.Router router, int turn, List<WeakReference> strategies)
    {
        router.Reload(Four.Sets(Set("s", turn % 2 == 0 ? "latency-based" : "cost-based", "a")));
        router.Run("a", _ => Given.Ok());
        strategies.Add(new WeakReference(router.Model.Groups[0].Tiers[0].Strategy));
        strategies.Add(new WeakReference(router.Model));
    }
}
