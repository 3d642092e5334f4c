using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Selection;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Selection;

/// <summary>Which numbers weigh, and who is left where none does: shares as they are told, and picks where nobody with a weight is left.</summary>
public sealed class WeightsTests
{
    private static Router Of(string strategy, params DeploymentParams[] members) => Given
        .Config([.. members.Select((call, i) => Given.Deployment("m", $"d{i}", with: p => p with { Weight = call.Weight, Rpm = call.Rpm, Tpm = call.Tpm }))])
        .Strategy(strategy)
        .Router();

    private static DeploymentParams Weighing(double? weight = null, double? rpm = null, double? tpm = null) =>
        new() { Model = "openai/m", Weight = weight, Rpm = rpm, Tpm = tpm };

    private static double[] Told(Router router) => [.. router.Explain(new RouteRequest("m")).Groups[0].Candidates.Select(static c => c.Share)];

    private static void Rest(Router router, string id) => router.Model.ById(id)!.State.RestUntil(router.Clock.Now + TimeSpan.TicksPerMinute, FailureKind.ServerError);

    [Theory]
    [InlineData("simple-shuffle")]
    [InlineData("round-robin")]
    public void Weight_ComesBeforeRpm_AndThatBeforeTpm(string strategy)
    {
        Assert.Equal([0.75, 0.25], Told(Of(strategy, Weighing(3, 1, 1), Weighing(1, 9, 4))));
        Assert.Equal([0.75, 0.25], Told(Of(strategy, Weighing(rpm: 3, tpm: 1), Weighing(rpm: 1, tpm: 4))));
        Assert.Equal([0.2, 0.8], Told(Of(strategy, Weighing(tpm: 1), Weighing(tpm: 4))));
    }

    [Fact]
    public void NobodyWithAWeightIsLeft_TheOthersTakeTurns()
    {
        var router = Of("round-robin", Weighing(rpm: 5), Weighing(), Weighing());
        Assert.Equal([1, 0, 0], Told(router));
        Rest(router, "d0");

        Assert.Equal([0, 0.5, 0.5], Told(router));
        Assert.Equal(["d1", "d2"], Enumerable.Range(0, 4).Select(_ => router.Pick("m")!.Id).Distinct().Order());
    }

    [Fact]
    public void WeightOfZero_Drains_UnlessAllAreZero()
    {
        var router = Of("round-robin", Weighing(2), Weighing(0), Weighing());
        Rest(router, "d0");
        Assert.Equal([0, 0, 1], Told(router));

        Assert.Equal([0.5, 0.5], Told(Of("round-robin", Weighing(0), Weighing(0))));
    }

    [Fact]
    public void SomebodysOwn_SharesAreEven_UnlessItSaysOtherwise()
    {
        var router = Fairlead.Router.Create(
            Given.Config(Given.Deployment("m", "a"), Given.Deployment("m", "b"), Given.Deployment("m", "c")).Strategy("custom/mine"),
            new RouterOptions { Strategies = new Dictionary<string, CustomStrategyFactory> { ["mine"] = static _ => new First() } });

        Assert.Equal([1 / 3.0, 1 / 3.0, 1 / 3.0], Told(router));
        Rest(router, "b");
        Assert.Equal([0.5, 0, 0.5], Told(router));
        Rest(router, "a");
        Rest(router, "c");
        Assert.Equal([0, 0, 0], Told(router));
    }

    [Fact]
    public void Score_WithoutAPrice_IsNone()
    {
        var router = Given.Config(
            Given.Deployment("m", "a", "openai/unheard-of"),
            Given.Deployment("m", "b", with: p => p with { InputCostPerToken = 2, OutputCostPerToken = 3 })).Strategy("cost-based").Router();
        var request = new RouteRequest("m") { InputTokens = 100, MaxOutputTokens = 10 };
        var strategy = router.Model.Groups[0].Tiers[0].Strategy;

        Assert.Null(strategy.Score(0, request));
        Assert.Equal(230, strategy.Score(1, request));
    }

    /// <summary>The published sequence of SplitMix64 for this seed.</summary>
    [Fact]
    public void Seed_GivesTheSequenceThatIsKnown()
    {
        var random = RandomSource.Seeded(1234567);

        Assert.Equal([6457827717110365317UL, 3203168211198807973UL, 9817491932198370423UL], Enumerable.Range(0, 3).Select(_ => random.NextBits()));
    }

    private sealed class First : CustomStrategy
    {
        public override int Pick(in RouteRequest request, ReadOnlySpan<StrategyCandidate> candidates, RandomSource random) => 0;
    }
}
