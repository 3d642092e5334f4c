using Fairlead.Compatibility;
using Fairlead.Selection;
using Fairlead.TestKit.Time;
using static Fairlead.Tests.Compatibility.EntryLists;

namespace Fairlead.Tests.Compatibility;

/// <summary>What each of fast_litellm's strategies picks by.</summary>
public sealed class AdvancedRouterStrategyTests
{
    private readonly FakeTimeProvider _clock = new();

    [Theory]
    [InlineData("simple_shuffle")]
    [InlineData("weighted_shuffle")]
    [InlineData("least_busy")]
    [InlineData("latency_based")]
    [InlineData("cost_based")]
    public void Pick_NothingReported_SpreadsEvenly(string strategy)
    {
        var list = Documented;

        var counts = Count(Create(_clock, strategy), list);

        Assert.Equal(2, counts.Count);
        Assert.InRange(counts[list[0]], 400, 600);
        Assert.InRange(counts[list[1]], 400, 600);
    }

    [Fact]
    public void LeastBusy_CapacityOf100And50_SettlesTwoToOne()
    {
        var list = new[] { Entry("gpt-4", "primary", ("capacity", 100)), Entry("gpt-4", "secondary", ("capacity", 50)) };
        var router = Create(_clock, "least_busy");
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
        var router = Create(_clock, "latency_based");
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
        var router = Create(_clock, "latency_based");
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

        Assert.Equal(1000, Count(Create(_clock, "cost_based"), list)[list[1]]);
    }

    [Fact]
    public void Strategy_GivenName_IsReadBackAsGiven() => Assert.Equal("latency_based", Create(_clock, "latency_based").Strategy);

    [Fact]
    public void Strategy_Unknown_IsRefusedWithTheValidOnes()
    {
        var thrown = Assert.Throws<ArgumentException>(() => Create(_clock, "fastest"));

        Assert.All(StrategyNames.All, name => Assert.Contains(name, thrown.Message, StringComparison.Ordinal));
        Assert.Throws<ArgumentException>(() => FastLiteLlm.Router("fastest"));
    }
}
