using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Explain;

public sealed class RouteExplanationTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Shares_OfAShuffle_AreTheWeights()
    {
        var explanation = Given.Config(Given.Weighted("m", "a", 3), Given.Weighted("m", "b", 1), Given.Weighted("m", "c", 0)).Router(_clock).Explain(new RouteRequest("m"));

        var group = Assert.Single(explanation.Groups);
        Assert.Equal(("m", "simple-shuffle", "primary", false), (group.Name, group.Strategy, group.Role, group.Panic));
        Assert.Equal([0.75, 0.25, 0], group.Candidates.Select(c => c.Share));
        Assert.Equal([null, null, "drained"], group.Candidates.Select(c => c.DroppedBy));
        Assert.Contains(explanation.Picked, (string[])["a", "b"]);
    }

    [Theory]
    [InlineData("simple-shuffle", 5)]
    [InlineData("least-busy", 5)]
    [InlineData("latency-based", 5)]
    [InlineData("cost-based", 5)]
    [InlineData("least-busy", 40)]
    [InlineData("latency-based", 40)]
    [InlineData("cost-based", 40)]
    public void Shares_AreWhatIsPicked(string strategy, int size)
    {
        var router = Given.Config([.. Enumerable.Range(0, size).Select(i => Given.Deployment("m", $"d{i}", with: p => p with
        {
            Weight = 1 + (i % 3),
            InputCostPerToken = i % 2,
        }) with { Capacity = 1 + (i % 3) })]).Strategy(strategy).Router(_clock);
        for (var i = 0; i < size; i++)
        {
            for (var held = 0; held < i % 4; held++)
            {
                router.Model.Deployments[i].State.Acquire();
            }
        }

        router.Model.Deployments[0].State.RestUntil(router.Clock.Now + 100, FailureKind.RateLimited);
        var expected = router.Explain(new RouteRequest("m")).Groups[0].Candidates;
        var shares = router.Shares("m", 40_000);

        Assert.Equal(1, expected.Sum(c => c.Share), 1e-9);
        Assert.All(expected, c => Assert.Equal(c.Share, shares.GetValueOrDefault(c.Id), 0.015));
    }

    [Fact]
    public void Dropped_SaysByWhat()
    {
        DeploymentConfig Of(string id, Func<DeploymentParams, DeploymentParams> with) => Given.Deployment("m", id, with: with);
        var router = Given.Config(
            Of("well", p => p with { Order = 1, RegionName = "eu" }),
            Of("resting", p => p with { Order = 1, RegionName = "eu" }),
            Of("later", p => p with { Order = 2, RegionName = "eu" }),
            Of("elsewhere", p => p with { Order = 1, RegionName = "us" }),
            Of("blocked", p => p with { Order = 1, RegionName = "eu" })).Router(_clock);
        router.Model.ById("resting")!.State.RestUntil(router.Clock.Now + (3 * TimeSpan.TicksPerSecond), FailureKind.RateLimited);

        var candidates = router.Explain(new RouteRequest("m") { Region = "eu", Blocked = ["blocked"] }).Groups[0].Candidates;

        Assert.Equal([null, "cooldown", "order", "region", "blocked"], candidates.Select(c => c.DroppedBy));
        Assert.Equal("after RateLimited, for 3.0 s more", candidates[1].Detail);
        Assert.Equal([1, 0, 0, 0, 0], candidates.Select(c => c.Share));
    }

    [Fact]
    public void Groups_AreTheWholePlanWithRoles()
    {
        var router = Given.Config([.. ((string[])["m", "f", "nested", "long", "policy"]).Select(g => Given.Deployment(g, g + "-1"))]).With(r => r with
        {
            Fallbacks = new Dictionary<string, IReadOnlyList<FallbackTarget>> { ["m"] = ["f"], ["f"] = ["nested"] },
            ContextWindowFallbacks = new Dictionary<string, IReadOnlyList<FallbackTarget>> { ["m"] = ["long"] },
            ContentPolicyFallbacks = new Dictionary<string, IReadOnlyList<FallbackTarget>> { ["m"] = ["policy"] },
        }).Router(_clock);

        var groups = router.Explain(new RouteRequest("m")).Groups;

        Assert.Equal(
            [("m", "primary"), ("f", "fallback"), ("nested", "fallback"), ("long", "context-window-fallback"), ("policy", "content-policy-fallback")],
            groups.Select(g => (g.Name, g.Role)));
    }

    [Fact]
    public void Explain_ChangesNothing()
    {
        var router = Given.Config(Given.Deployment("m", "a")).Router(_clock);
        router.Explain(new RouteRequest("m"));

        Assert.Equal(0, router.Model.Deployments[0].State.InFlight);
    }
}
