using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Selection;

public sealed class SimpleShuffleTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Weights_OneMemberHasNone_ItGetsNothingInAnyOrder(bool reversed)
    {
        DeploymentConfig[] list = [Given.Weighted("m", "a", null), Given.Weighted("m", "b", 1), Given.Weighted("m", "c", 99)];
        var shares = Given.Config(reversed ? [.. list.Reverse()] : list).Router().Shares("m");

        Assert.False(shares.ContainsKey("a"));
        Assert.Equal(0.01, shares["b"], 0.005);
        Assert.Equal(0.99, shares["c"], 0.005);
    }

    [Fact]
    public void Weights_None_IsUniform()
    {
        var shares = Given.Config(Given.Weighted("m", "a", null), Given.Weighted("m", "b", null), Given.Weighted("m", "c", null)).Router().Shares("m", 30_000);

        Assert.All(shares.Values, s => Assert.Equal(1 / 3.0, s, 0.02));
    }

    [Fact]
    public void Weights_AllZero_IsUniform()
    {
        var shares = Given.Config(Given.Weighted("m", "a", 0), Given.Weighted("m", "b", 0)).Router().Shares("m");

        Assert.Equal(0.5, shares["a"], 0.03);
    }

    [Fact]
    public void Rpm_WithoutWeight_IsTheWeight()
    {
        var shares = Given.Config(
            Given.Deployment("m", "small", with: p => p with { Rpm = 6 }),
            Given.Deployment("m", "large", with: p => p with { Rpm = 1440, Tpm = 1 })).Router().Shares("m", 1000);

        Assert.True(shares["large"] > 0.89);
    }

    [Fact]
    public void Tpm_WithoutWeightAndRpm_IsTheWeight()
    {
        var shares = Given.Config(
            Given.Deployment("m", "small", with: p => p with { Tpm = 5 }),
            Given.Deployment("m", "large", with: p => p with { Tpm = 95 })).Router().Shares("m");

        Assert.Equal(0.05, shares["small"], 0.01);
    }

    [Fact]
    public void OneMember_WithRpm_IsAlwaysPicked()
    {
        var router = Given.Config(Given.Deployment("m", "only", with: p => p with { Rpm = 1 })).Router();

        Assert.Equal(1, router.Shares("m", 100)["only"], 0.0001);
    }

    [Theory]
    [InlineData("simple-shuffle")]
    [InlineData("weighted_shuffle")]
    public void Weights_Thousand_Converge(string strategy)
    {
        var list = Enumerable.Range(1, 50).Select(i => Given.Weighted("m", $"d{i}", i)).ToArray();
        var shares = Given.Config(list).Strategy(strategy).Router().Shares("m", 200_000);

        for (var i = 1; i <= 50; i++)
        {
            Assert.Equal(i / 1275.0, shares.GetValueOrDefault($"d{i}"), 0.003);
        }
    }

    [Fact]
    public void Weights_SomeResting_TheRestShareInProportion()
    {
        var clock = new FakeTimeProvider();
        var router = Given.Config(Given.Weighted("m", "a", 90), Given.Weighted("m", "b", 6), Given.Weighted("m", "c", 4)).Router(clock);
        Rest(router, "a", clock);

        var shares = router.Shares("m");

        Assert.Equal(0.6, shares["b"], 0.03);
        Assert.Equal(0.4, shares["c"], 0.03);
    }

    [Fact]
    public void Weights_OnlyUnweightedLeft_AreUsedButNotDrainedOnes()
    {
        var clock = new FakeTimeProvider();
        var router = Given.Config(Given.Weighted("m", "weighted", 5), Given.Weighted("m", "unset", null), Given.Weighted("m", "drained", 0)).Router(clock);
        Rest(router, "weighted", clock);

        Assert.Equal(["unset"], router.Shares("m", 500).Keys);
    }

    [Fact]
    public void Drained_OnlyItHealthy_IsStillNotUsed()
    {
        var clock = new FakeTimeProvider();
        var router = Given.Config(Given.Weighted("m", "weighted", 5), Given.Weighted("m", "drained", 0)).Router(clock);
        Rest(router, "weighted", clock);

        // The one that serves rests; health falls back to it rather than to what a person took out.
        Assert.Equal("weighted", router.Pick("m")!.Id);
    }

    private static void Rest(Router router, string id, FakeTimeProvider clock) =>
        router.Model.ById(id)!.State.RestUntil(router.Clock.Now + TimeSpan.TicksPerMinute, FailureKind.ServerError);
}
