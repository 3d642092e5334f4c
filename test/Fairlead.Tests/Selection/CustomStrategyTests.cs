using Fairlead.Attempts;
using Fairlead.Chat;
using Fairlead.Configuration;
using Fairlead.Model;
using Fairlead.Selection;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Attempts;
using Fairlead.Tests.Model;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Tests.Selection;

public sealed class CustomStrategyTests
{
    private static readonly RouterConfig Three = Given.Config(
        Given.Deployment("m", "a"), Given.Deployment("m", "b"), Given.Deployment("m", "c", with: p => p with { Tags = ["eu"] })).Strategy("custom/mine");

    private static Fairlead.Router Router(RouterConfig config, CustomStrategyFactory factory, FakeTimeProvider? clock = null) => Fairlead.Router.Create(config, new RouterOptions
    {
        TimeProvider = clock ?? new FakeTimeProvider(),
        Random = RandomSource.Seeded(1),
        Strategies = new Dictionary<string, CustomStrategyFactory> { ["mine"] = factory },
    });

    [Fact]
    public void EveryPick_ComesFromIt()
    {
        var router = Router(Three, static _ => new Last());

        Assert.All(Enumerable.Range(0, 50), _ => Assert.Equal("c", router.Pick("m")!.Id));
        Assert.Equal("custom/mine", router.Model.Groups[0].Strategy);
        var candidates = router.Explain(new RouteRequest("m")).Groups[0].Candidates;
        Assert.Equal([0, 0, 1], candidates.Select(c => c.Share));
    }

    [Fact]
    public void Candidates_AreThoseThatMayAnswer()
    {
        var seen = new Last();
        var router = Router(Three, _ => seen);

        var drove = router.Run(new RouteRequest("m") { Blocked = ["c"] }, _ => Given.Fail(FailureKind.ServerError));

        Assert.Equal(["b", "a"], drove.Tried.Take(2));
        Assert.Equal([["a", "b"], ["a"]], seen.Shown.Take(2));
    }

    [Fact]
    public void Ends_AreHeardOnce_AndCancellationsNot()
    {
        var heard = new Last();
        var router = Router(Three, _ => heard);
        foreach (var kind in (FailureKind[])[FailureKind.Cancelled, FailureKind.None, FailureKind.Timeout])
        {
            using var session = router.Begin(new RouteRequest("m"));
            Assert.True(session.TryNext(out var attempt));
            session.Report(attempt, kind == FailureKind.None ? Given.Ok() : Given.Fail(kind));
        }

        Assert.Equal([("c", FailureKind.None), ("c", FailureKind.Timeout)], heard.Heard);
    }

    [Fact]
    public void Nobody_GoesOnToTheFallback()
    {
        var router = Router(Given.Config([.. Three.ModelList, Given.Deployment("n", "d")]).Strategy("custom/mine").Fallback("m", "n"),
            deployments => new Fixed(deployments[0].ModelName == "m" ? -1 : 0));

        Assert.Equal(["d"], router.Run("m", _ => Given.Ok()).Tried);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-2)]
    public void SomebodyElse_IsAFault(int pick)
    {
        var router = Router(Three, _ => new Fixed(pick));

        var thrown = Assert.Throws<InvalidOperationException>(() => router.Pick("m"));
        Assert.Contains("custom/mine", thrown.Message, StringComparison.Ordinal);
        Assert.All(router.Model.Deployments, d => Assert.Equal(0, d.State.InFlight));
    }

    [Fact]
    public void Reports_ReachIt_AndWhatIsKnownOfADeployment()
    {
        var clock = new FakeTimeProvider();
        var strategy = new Last();
        var router = Router(Three, _ => strategy, clock);

        router.Run("m", _ => Given.Ok(seconds: 3, tokens: 10, firstToken: 1), clock);
        using var session = router.Begin(new RouteRequest("m"));
        Assert.True(session.TryNext(out _));
        router.Pick("m");

        Assert.Equal([("c", FailureKind.None)], strategy.Heard);
        Assert.Equal((1, 1.0, 0.2), (strategy.LastSeen.InFlight, strategy.LastSeen.First, Math.Round(strategy.LastSeen.PerToken, 6)));
    }

    [Fact]
    public void EachGroup_HasItsOwn_AndAReloadMakesNewOnes()
    {
        var made = new List<string>();
        var config = Given.Config(Given.Deployment("m", "a"), Given.Deployment("n", "b")).Strategy("custom/mine");
        var router = Router(config, deployments =>
        {
            made.Add(string.Join(',', deployments.Select(d => d.Id)));
            return new Last();
        });

        Assert.Equal(["a", "b"], made);
        router.Reload(config);
        Assert.Equal(["a", "b", "a", "b"], made);
    }

    [Fact]
    public void Unregistered_IsAnErrorThatNamesThoseThatAre()
    {
        var none = Assert.Throws<RouterConfigException>(() => Three.Router()).Diagnostics;
        var other = Assert.Throws<RouterConfigException>(() => Router(Three.Strategy("custom/mind"), _ => new Last())).Diagnostics;

        Assert.Equal("router_settings.routing_strategy", Assert.Single(none).Path);
        Assert.Contains("no strategy is registered as 'mine', and none at all", none[0].Message, StringComparison.Ordinal);
        Assert.Contains("registered are mine", Assert.Single(other).Message, StringComparison.Ordinal);
        Assert.Equal("did you mean 'mine'?", other[0].Mend);
    }

    [Fact]
    public void Reload_ToAnUnregisteredOne_LeavesTheOldInForce()
    {
        var router = Router(Three, static _ => new Last());

        Assert.Throws<RouterConfigException>(() => router.Reload(Three.Strategy("custom/other")));
        Assert.Equal("c", router.Pick("m")!.Id);
    }

    [Fact]
    public async Task AddRoutingStrategy_IsNamedInTheConfigurationAndServesTheChatClient()
    {
        var services = new ServiceCollection();
        services.AddRoutingStrategy("mine", static _ => new Last());
        services.AddFairlead(
            """
            model_list:
              - { model_name: m, litellm_params: { model: simulated/a }, model_info: { id: a } }
              - { model_name: m, litellm_params: { model: simulated/b }, model_info: { id: b } }
            router_settings: { routing_strategy: custom/mine }
            """).AddProviders();
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<IChatClient>();

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("b", (await client.GetResponseAsync("hi")).AdditionalProperties![RoutingKeys.DeploymentId]);
        }
    }

    [Fact]
    public void Pick_AllocatesNothing()
    {
        var router = Router(Three, static _ => new Fixed(0));
        router.Pick("m");

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            router.Pick("m");
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private sealed class Fixed(int pick) : CustomStrategy
    {
        public override int Pick(in RouteRequest request, ReadOnlySpan<StrategyCandidate> candidates, RandomSource random) => pick;
    }

    private sealed class Last : CustomStrategy
    {
        public List<string[]> Shown { get; } = [];

        public List<(string Id, FailureKind Failure)> Heard { get; } = [];

        public (int InFlight, double First, double PerToken) LastSeen { get; private set; }

        public override int Pick(in RouteRequest request, ReadOnlySpan<StrategyCandidate> candidates, RandomSource random)
        {
            var ids = new string[candidates.Length];
            for (var i = 0; i < ids.Length; i++)
            {
                ids[i] = candidates[i].Deployment.Id;
            }

            Shown.Add(ids);
            var last = candidates[^1];
            LastSeen = (last.InFlight, last.SecondsToFirstToken, last.SecondsPerOutputToken);
            return candidates.Length - 1;
        }

        public override void Observe(Deployment deployment, in AttemptReport report) => Heard.Add((deployment.Id, report.Failure));

        public override void Shares(in RouteRequest request, ReadOnlySpan<StrategyCandidate> candidates, Span<double> shares)
        {
            shares.Clear();
            shares[^1] = 1;
        }
    }
}
