using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.TestKit.Chance;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Attempts;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Selection;

public sealed class AdaptiveTests
{
    private readonly FakeTimeProvider _clock = new();

    private static RouterConfig Of(params DeploymentConfig[] list) => Given.Config(list).Strategy("adaptive");

    private static RouterConfig Of(params string[] ids) => Of([.. ids.Select(static id => Given.Deployment("m", id))]);

    private static void Teach(Router router, string id, AttemptReport report, int times = 20)
    {
        var others = router.Model.Deployments.Select(static d => d.Id).Where(other => other != id).ToList();
        for (var i = 0; i < times; i++)
        {
            Assert.Equal([id], router.Run(new RouteRequest("m") { Blocked = others, NumRetries = 0 }, _ => report).Tried);
        }
    }

    [Fact]
    public void ManySlow_FewFast_TheSlowGetNothing()
    {
        string[] ids = ["fast1", "fast2", "slow1", "slow2", "slow3", "slow4", "slow5", "slow6"];
        var router = Of(ids).Router(_clock);
        foreach (var id in ids)
        {
            Teach(router, id, Given.Ok(id.StartsWith('f') ? 1 : 10));
        }

        var shares = router.Shares("m", 20_000);

        Assert.Equal(0.5, shares["fast1"], 0.02);
        Assert.DoesNotContain(shares, static s => s.Key.StartsWith('s'));
    }

    [Fact]
    public void Completion_Counts_ForStreamsToo()
    {
        var router = Of("quick-start", "quick-end").Router(_clock, new ScriptedRandom(0.5));
        Teach(router, "quick-start", Given.Ok(8, 50, firstToken: 1));
        Teach(router, "quick-end", Given.Ok(3, 50, firstToken: 2));

        Assert.Equal("quick-end", router.Pick(new RouteRequest("m") { Stream = true })!.Id);
        Assert.Equal("quick-start", router.Pick(new RouteRequest("m") { MaxOutputTokens = 1 })!.Id);
    }

    [Fact]
    public void Load_RelativeToCapacity_SettlesInProportion()
    {
        var router = Of(Given.Deployment("m", "large") with { Capacity = 100 }, Given.Deployment("m", "small") with { Capacity = 50 }).Router(_clock);
        Teach(router, "large", Given.Ok(1));
        Teach(router, "small", Given.Ok(1));
        var held = Enumerable.Range(0, 90).Select(_ => router.Begin(new RouteRequest("m"))).ToList();
        held.ForEach(static s => Assert.True(s.TryNext(out _)));

        Assert.InRange(router.Model.ById("large")!.State.InFlight, 55, 65);
        held.ForEach(static s => s.Dispose());
    }

    [Fact]
    public void Idle_IsNeverPassedByForAnEqualThatIsBusy()
    {
        var router = Of("a", "b", "c", "d").Router(_clock, new ScriptedRandom(0.3, 0.7, 0.9));
        foreach (var id in (string[])["a", "b", "c", "d"])
        {
            Teach(router, id, Given.Ok(1));
        }

        router.Model.ById("a")!.State.Acquire();
        router.Model.ById("b")!.State.Acquire();

        Assert.Equal(["c", "d"], router.Shares("m", 300).Keys.Order());
    }

    [Fact]
    public void QuickFailures_DoNotLookLikeQuickAnswers()
    {
        var router = Of("refuses", "answers").With(static r => r with { DisableCooldowns = true }).Router(_clock, new ScriptedRandom(0.3));
        Teach(router, "answers", Given.Ok(5));
        Teach(router, "refuses", Given.Fail(FailureKind.RateLimited, 429), times: 5);

        Assert.Equal("answers", router.Pick("m")!.Id);
    }

    [Theory]
    [InlineData(null, "fast")]
    [InlineData(0.0, "fast")]
    [InlineData(4.0, "cheap")]
    public void Price_Counts_AsMuchAsItsWeight(double? weight, string picked)
    {
        static DeploymentConfig Priced(string id, double price) =>
            Given.Deployment("m", id, with: p => p with { InputCostPerToken = price, OutputCostPerToken = price });
        var router = Of(Priced("fast", 1e-5), Priced("cheap", 1e-6)).With(r => r with { StrategyArgs = new StrategyArgs { PriceWeight = weight } })
            .Router(_clock, new ScriptedRandom(0.4));
        Teach(router, "fast", Given.Ok(1));
        Teach(router, "cheap", Given.Ok(3));

        Assert.Equal(picked, router.Pick("m")!.Id);
    }

    [Fact]
    public void Price_NegativeWeight_IsRefused()
    {
        var refused = Assert.Throws<RouterConfigException>(() => Of("a").With(static r => r with { StrategyArgs = new StrategyArgs { PriceWeight = -1 } }).Router());

        Assert.Equal("router_settings.routing_strategy_args.price_weight", Assert.Single(refused.Diagnostics).Path);
    }

    [Fact]
    public void Price_FreeAndUnknown_TheFreeIsCheapestTheUnknownDearest()
    {
        var router = Of(
            Given.Deployment("m", "unknown"),
            Given.Deployment("m", "free", with: static p => p with { InputCostPerToken = 0 }),
            Given.Deployment("m", "priced", with: static p => p with { InputCostPerToken = 1e-6 }))
            .With(static r => r with { StrategyArgs = new StrategyArgs { PriceWeight = 1 } }).Router(_clock);
        var scores = router.Explain(new RouteRequest("m")).Groups[0].Candidates.Select(static c => c.Score!.Value).ToArray();

        Assert.Equal(2, scores[0] / scores[1], 1e-9);
        Assert.Equal(scores[0], scores[2], 1e-9);
    }

    [Fact]
    public void Headroom_AheadOfItsMinute_TheOtherIsPreferred_NotWhenOnPace()
    {
        var router = Of(Given.Deployment("m", "limited", with: static p => p with { Rpm = 40 }), Given.Deployment("m", "free"))
            .Router(_clock, new ScriptedRandom(0.4));
        Teach(router, "limited", Given.Ok(1), times: 20);
        Teach(router, "free", Given.Ok(1.2), times: 20);
        Assert.Equal("free", router.Pick("m")!.Id);

        _clock.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal("limited", router.Pick("m")!.Id);
    }

    [Fact]
    public void Newcomer_IsTakenForTheMedian_NotForTheBest()
    {
        var router = Of("a", "b", "c", "new").Router(_clock);
        Teach(router, "a", Given.Ok(1));
        Teach(router, "b", Given.Ok(2));
        Teach(router, "c", Given.Ok(3));

        var shares = router.Shares("m");

        Assert.True(shares["a"] > 0.97);
        Assert.InRange(shares["new"], 0.0001, 0.02);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(40)]
    public void Explain_Shares_AreThoseThatComeAbout(int size)
    {
        var ids = Enumerable.Range(0, size).Select(static i => $"d{i}").ToArray();
        var router = Of(ids).Router(_clock);
        for (var i = 0; i < size; i++)
        {
            Teach(router, ids[i], Given.Ok(1 + (0.1 * (i % 8))), times: 3);
        }

        router.Model.ById("d0")!.State.RestUntil(router.Clock.Now + TimeSpan.TicksPerMinute, FailureKind.ServerError);
        var told = router.Explain(new RouteRequest("m")).Groups[0].Candidates.ToDictionary(static c => c.Id, static c => c.Share);
        var seen = router.Shares("m", 40_000);

        Assert.Equal(1, told.Values.Sum(), 1e-6);
        Assert.All(told, pair => Assert.Equal(pair.Value, seen.GetValueOrDefault(pair.Key), 0.02));
    }
}
