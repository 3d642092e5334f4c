using System.Text.Json.Nodes;
using Fairlead.Attempts;
using Fairlead.Compatibility;
using Fairlead.Configuration;
using Fairlead.Selection;
using Fairlead.TestKit.Time;

namespace Fairlead.Tests.Compatibility;

public sealed class AdvancedRouterTests
{
    private readonly FakeTimeProvider _clock = new();

    private AdvancedRouter Create(string strategy = "simple_shuffle") =>
        new(strategy, new RouterOptions { TimeProvider = _clock, Random = RandomSource.Seeded(7) });

    private static Dictionary<string, object?> Entry(string name, string endpoint, params (string Key, object? Value)[] more)
    {
        var entry = new Dictionary<string, object?> { ["model_name"] = name, ["endpoint"] = endpoint };
        foreach (var (key, value) in more)
        {
            entry[key] = value;
        }

        return entry;
    }

    // The list the documentation of fast_litellm begins with.
    private static Dictionary<string, object?>[] Documented =>
    [
        Entry("gpt-4", "https://api.openai.com"),
        Entry("gpt-4", "https://api.azure.com"),
        Entry("gpt-3.5-turbo", "https://api.openai.com"),
    ];

    private static Dictionary<object, int> Count<TEntry>(AdvancedRouter router, IReadOnlyList<TEntry> list, int picks = 1000)
        where TEntry : class
    {
        var counts = new Dictionary<object, int>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < picks; i++)
        {
            var picked = router.GetAvailableDeployment(list, "gpt-4")!;
            counts[picked] = counts.GetValueOrDefault(picked) + 1;
        }

        return counts;
    }

    [Theory]
    [InlineData("simple_shuffle")]
    [InlineData("weighted_shuffle")]
    [InlineData("least_busy")]
    [InlineData("latency_based")]
    [InlineData("cost_based")]
    public void Pick_NothingReported_SpreadsEvenly(string strategy)
    {
        var list = Documented;

        var counts = Count(Create(strategy), list);

        Assert.Equal(2, counts.Count);
        Assert.InRange(counts[list[0]], 400, 600);
        Assert.InRange(counts[list[1]], 400, 600);
    }

    [Fact]
    public void Pick_AnyShapeOfEntry_ReturnsTheSameObject()
    {
        var router = Create();
        var json = new[] { new JsonObject { ["model_name"] = "gpt-4", ["endpoint"] = "e" } };
        var typed = new[] { new ModelListEntry { ModelName = "gpt-4", Endpoint = "e" } };
        var config = new[] { new DeploymentConfig { ModelName = "gpt-4", Params = new DeploymentParams { Model = "openai/gpt-4" } } };
        var plain = new[] { new Dictionary<string, string> { ["model_name"] = "gpt-4" } };
        object[] mixed = [json[0], typed[0]];

        Assert.Same(json[0], router.GetAvailableDeployment(json, "gpt-4"));
        Assert.Same(typed[0], router.GetAvailableDeployment(typed, "gpt-4"));
        Assert.Same(config[0], router.GetAvailableDeployment(config, "gpt-4"));
        Assert.Same(plain[0], router.GetAvailableDeployment(plain, "gpt-4"));
        Assert.Contains(router.GetAvailableDeployment(mixed, "gpt-4"), mixed);
    }

    [Fact]
    public void Pick_UnknownModelOrEmptyList_IsNull()
    {
        var router = Create();

        Assert.Null(router.GetAvailableDeployment(Documented, "nobody"));
        Assert.Null(router.GetAvailableDeployment(Array.Empty<ModelListEntry>(), "gpt-4"));
    }

    [Fact]
    public void Blocked_ByNameModelIdOrEndpoint_IsNeverPicked()
    {
        var list = new[]
        {
            Entry("gpt-4", "east", ("litellm_params", new Dictionary<string, object?> { ["model"] = "azure/gpt-4" }), ("model_info", new Dictionary<string, object?> { ["id"] = "gpt-4-azure-east" })),
            Entry("gpt-4", "west", ("litellm_params", new Dictionary<string, object?> { ["model"] = "openai/gpt-4" })),
        };
        var router = Create();

        foreach (var blocked in new[] { "gpt-4-azure-east", "azure/gpt-4", "east" })
        {
            for (var i = 0; i < 50; i++)
            {
                Assert.Same(list[1], router.GetAvailableDeployment(list, "gpt-4", [blocked]));
            }
        }

        Assert.Null(router.GetAvailableDeployment(list, "gpt-4", ["gpt-4"]));
        Assert.Null(router.GetAvailableDeployment(list, "gpt-4", ["east", "west"]));
    }

    [Fact]
    public void LeastBusy_CapacityOf100And50_SettlesTwoToOne()
    {
        var list = new[] { Entry("gpt-4", "primary", ("capacity", 100)), Entry("gpt-4", "secondary", ("capacity", 50)) };
        var router = Create("least_busy");
        var busy = new Dictionary<object, int>(ReferenceEqualityComparer.Instance) { [list[0]] = 0, [list[1]] = 0 };

        var leases = new List<DeploymentLease>();
        for (var i = 0; i < 90; i++)
        {
            var picked = router.GetAvailableDeployment(list, "gpt-4")!;
            busy[picked]++;
            leases.Add(router.Start(picked));
        }

        Assert.Equal((60, 30), (busy[list[0]], busy[list[1]]));
        leases.ForEach(lease => lease.Dispose());
        var one = router.Start(list[0]);
        Assert.Same(list[1], router.GetAvailableDeployment(list, "gpt-4"));
        one.Succeed();
        one.Dispose();
    }

    [Fact]
    public void LatencyBased_ReportedTimes_DecideAndFollowAChange()
    {
        var list = new[] { Entry("gpt-4", "slow"), Entry("gpt-4", "fast") };
        var router = Create("latency_based");
        Count(router, list, 1);
        for (var i = 0; i < 5; i++)
        {
            router.ReportSuccess(list[0], TimeSpan.FromSeconds(4), outputTokens: 100);
            router.ReportSuccess(list[1], TimeSpan.FromSeconds(1), outputTokens: 100);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.True(Count(router, list)[list[1]] > 900);

        for (var i = 0; i < 100; i++)
        {
            router.ReportSuccess(list[0], TimeSpan.FromSeconds(0.2), outputTokens: 100);
            router.ReportSuccess(list[1], TimeSpan.FromSeconds(8), outputTokens: 100);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.True(Count(router, list)[list[0]] > 900);
    }

    [Fact]
    public void LatencyBased_LeaseMeasuresByTheClock()
    {
        var list = new[] { Entry("gpt-4", "slow"), Entry("gpt-4", "fast") };
        var router = Create("latency_based");
        Count(router, list, 1);
        for (var i = 0; i < 5; i++)
        {
            foreach (var (entry, seconds) in new[] { (list[0], 3.0), (list[1], 0.5) })
            {
                using var lease = router.Start(entry);
                _clock.Advance(TimeSpan.FromSeconds(seconds));
                lease.Succeed(outputTokens: 10);
            }
        }

        Assert.True(Count(router, list)[list[1]] > 900);
    }

    [Fact]
    public void CostBased_Prices_Decide()
    {
        var list = new[]
        {
            new ModelListEntry { ModelName = "gpt-4", Endpoint = "a", InputCostPerToken = 3e-6, OutputCostPerToken = 15e-6 },
            new ModelListEntry { ModelName = "gpt-4", Endpoint = "b", InputCostPerToken = 1e-6, OutputCostPerToken = 5e-6 },
        };

        Assert.Equal(1000, Count(Create("cost_based"), list)[list[1]]);
    }

    [Fact]
    public void Failure_RateLimited_RestsAndComesBack()
    {
        var list = Documented;
        var router = Create();
        var first = router.GetAvailableDeployment(list, "gpt-4")!;

        router.ReportFailure(first, FailureKind.RateLimited, TimeSpan.FromSeconds(10));

        Assert.DoesNotContain(first, Count(router, list, 100).Keys);
        _clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Contains(first, Count(router, list, 100).Keys);
    }

    [Fact]
    public void List_Copied_KeepsWhatWasLearnt()
    {
        var list = Documented;
        var router = Create();
        var first = router.GetAvailableDeployment(list, "gpt-4")!;
        router.ReportFailure(first, FailureKind.RateLimited, TimeSpan.FromSeconds(60));

        var copy = list.ToList();
        var shorter = copy.Take(2).Reverse().ToList();

        Assert.DoesNotContain(first, Count(router, copy, 100).Keys);
        Assert.DoesNotContain(first, Count(router, shorter, 100).Keys);
    }

    [Fact]
    public void List_Changed_IsReadAgain()
    {
        var list = Documented.ToList();
        var router = Create();
        Count(router, list, 10);

        list.RemoveAt(0);
        Assert.Same(list[0], router.GetAvailableDeployment(list, "gpt-4"));
        list[0] = Entry("gpt-5", "elsewhere");
        Assert.Null(router.GetAvailableDeployment(list, "gpt-4"));
    }

    [Fact]
    public void Pick_SameListAgain_ReadsNothing()
    {
        var list = Enumerable.Range(0, 50).Select(i => Entry("gpt-4", $"e{i}")).ToArray();
        var router = Create();
        Count(router, list, 100);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            router.GetAvailableDeployment(list, "gpt-4");
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);
    }

    [Fact]
    public void Metadata_RegionAndTags_FilterByContext()
    {
        var list = new[]
        {
            Entry("gpt-4", "us", ("metadata", new Dictionary<string, object?> { ["region"] = "us-east-1", ["priority"] = 1 })),
            Entry("gpt-4", "eu", ("metadata", new Dictionary<string, object?> { ["region"] = "eu-west-1", ["tags"] = new[] { "gdpr" } })),
        };

        for (var i = 0; i < 20; i++)
        {
            Assert.Same(list[0], FastLiteLlm.GetAvailableDeployment(list, "gpt-4", null, new Dictionary<string, object?> { ["region"] = "us-east-1" }));
            Assert.Same(list[1], AdvancedRouter.GetAvailableDeployment(list, "gpt-4", null, new Dictionary<string, object?> { ["tags"] = new[] { "gdpr" } }, null));
        }

        Assert.Null(FastLiteLlm.GetAvailableDeployment(list, "gpt-4", null, new Dictionary<string, object?> { ["region"] = "mars" }));
    }

    [Fact]
    public void Settings_Strategy_ChoosesTheRouterThatLearns()
    {
        var list = new[] { Entry("gpt-4", "a"), Entry("gpt-4", "b") };
        var settings = new Dictionary<string, object?> { ["routing_strategy"] = "least-busy" };
        FastLiteLlm.GetAvailableDeployment(list, "gpt-4", null, null, settings);

        using var lease = FastLiteLlm.Router("least_busy").Start(list[0]);

        for (var i = 0; i < 20; i++)
        {
            Assert.Same(list[1], FastLiteLlm.GetAvailableDeployment(list, "gpt-4", null, null, settings));
        }
    }

    [Fact]
    public void Strategy_GivenName_IsReadBackAsGiven() => Assert.Equal("latency_based", Create("latency_based").Strategy);

    [Fact]
    public void Strategy_Unknown_IsRefusedWithTheValidOnes()
    {
        var thrown = Assert.Throws<ArgumentException>(() => Create("fastest"));

        Assert.All(StrategyNames.All, name => Assert.Contains(name, thrown.Message, StringComparison.Ordinal));
        Assert.Throws<ArgumentException>(() => FastLiteLlm.Router("fastest"));
    }

    [Fact]
    public void Entries_ThatCannotBeRead_SaySo()
    {
        var router = Create();

        Assert.Contains("model_name", Assert.Throws<ArgumentException>(
            () => router.GetAvailableDeployment(new[] { new Dictionary<string, object?>() }, "x")).Message, StringComparison.Ordinal);
        Assert.Contains("String", Assert.Throws<ArgumentException>(
            () => router.GetAvailableDeployment(new[] { "gpt-4" }, "x")).Message, StringComparison.Ordinal);
        Assert.Throws<RouterConfigException>(
            () => router.GetAvailableDeployment(new[] { Entry("gpt-4", "e", ("capacity", 0)) }, "x"));
        Assert.Throws<ArgumentException>(() => router.Start(Entry("gpt-4", "never passed")));
    }

    [Fact]
    public void Parallel_PicksAndReports_LeaveNothingInFlight()
    {
        var list = Documented;
        var router = new AdvancedRouter("least_busy");

        Parallel.For(0, 2000, i =>
        {
            var picked = router.GetAvailableDeployment(i % 2 == 0 ? list : [.. list], "gpt-4")!;
            using var lease = router.Start(picked);
            if (i % 3 == 0)
            {
                lease.Succeed();
            }
        });

        // Nothing is busy: both are equals again.
        Assert.Equal(2, Count(router, list, 200).Count);
        using var held = router.Start(list[0]);
        Assert.Same(list[1], router.GetAvailableDeployment(list, "gpt-4"));
    }
}
