using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Model;
using Fairlead.State;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Selection;

/// <summary>What <c>adaptive</c> makes of a time, in numbers worked out by hand. Before any answer everybody is taken to need a thousandth of a second.</summary>
public sealed class AdaptiveScoreTests
{
    private const double Unknown = 0.001;

    private readonly FakeTimeProvider _clock = new();

    private Tier Of(double priceWeight, params DeploymentConfig[] list) =>
        Given.Config(list).Strategy("adaptive").With(r => r with { StrategyArgs = new StrategyArgs { PriceWeight = priceWeight } }).Router(_clock).Model.Groups[0].Tiers[0];

    private static double[] Scores(Tier tier) =>
        [.. Enumerable.Range(0, tier.States.Length).Select(i => tier.Strategy.Score(i, new RouteRequest("m") { InputTokens = 100, MaxOutputTokens = 10 })!.Value / Unknown)];

    private static void Expect(Tier tier, params double[] scores)
    {
        var found = Scores(tier);
        for (var i = 0; i < scores.Length; i++)
        {
            Assert.Equal(scores[i], found[i], 1e-6);
        }
    }

    private static DeploymentConfig Priced(string id, double? input, double? output) =>
        Given.Deployment("m", id, with: p => p with { InputCostPerToken = input, OutputCostPerToken = output });

    [Fact]
    public void CallsUnderWay_AndThoseQueued_WeighByCapacity()
    {
        var tier = Of(0, Given.Deployment("m", "a"), Given.Deployment("m", "b") with { Capacity = 4 }, Given.Deployment("m", "c") with { Capacity = 2.5 });
        Expect(tier, 1, 1, 1);

        tier.States[0].Acquire();
        tier.States[1].Acquire();
        tier.States[1].QueueLength = 3;
        tier.States[2].QueueLength = 2;

        // The mean of 1, 4 and 2.5 is 2.5.
        Expect(tier, 1 + 2.5, 1 + (4 * 0.625), 1 + 2);
    }

    [Fact]
    public void Price_IsWeighedAgainstTheDearestOfEach_AndUnknownIsAsDear()
    {
        // For 100 and 10 tokens 120, 200 and unknown; the dearest of each is 2 and 5: 250.
        var tier = Of(0.5, Priced("a", 1, 2), Priced("b", 1.5, 5), Priced("c", null, null), Priced("d", 2, 0));

        Expect(tier, 1 + (0.5 * 120 / 250), 1 + (0.5 * 200 / 250), 1.5, 1 + (0.5 * 200 / 250));
    }

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(5, 30, 1)]
    [InlineData(8, 0, 5)]
    [InlineData(8, 30, 1 / 0.7)]
    [InlineData(10, 0, 16)]
    [InlineData(10, 59, 1 / (59 / 60.0))]
    public void AheadOfTheMinute_CountsAsSlowerByWhatIsLeft(int requests, int second, double times)
    {
        var tier = Of(0, Given.Deployment("m", "a", with: static p => p with { Rpm = 10 }));
        for (var i = 0; i < requests; i++)
        {
            Assert.True(tier.States[0].TryCount(0, 0, MinuteCount.Most, MinuteCount.Most));
        }

        _clock.Advance(TimeSpan.FromSeconds(second) - (second > 0 ? TimeSpan.FromTicks(1) : TimeSpan.Zero));

        Expect(tier, times);
    }
}
