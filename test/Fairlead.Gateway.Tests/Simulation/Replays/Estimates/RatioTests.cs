using Fairlead.Cli.Simulation.Replays.Estimates;

namespace Fairlead.Gateway.Tests.Simulation.Replays.Estimates;

/// <summary>Estimates worked out by hand.</summary>
public sealed class RatioTests
{
    // Weights 2, 1, 0, 1 and values 10, 20, 30, 40: the mean is (20 + 20 + 0 + 40) / 4.
    private static readonly Weights Four = new([2, 1, 0, 1]);
    private static readonly Measured[] Values = [Measured.Of(10), Measured.Of(20), Measured.Of(30), Measured.Of(40)];

    [Fact]
    public void Weighted_FourRequests_IsTheMeanByWeights()
    {
        var estimate = Ratio.Weighted(Four, Values);

        // Off the mean by 2 × -10, 0, 0, 1 × 20, over the weights' sum of 4: variance 4/3 × (25 + 0 + 0 + 25), three degrees of freedom.
        Assert.Equal(20, estimate.Value, 12);
        Assert.Equal(3.182 * Math.Sqrt(4.0 / 3 * 50), estimate.High - 20, 0.1);
        Assert.Equal(20 - estimate.Low, estimate.High - 20, 12);
    }

    [Fact]
    public void Weighted_AllAlike_IsTheMean()
    {
        Assert.Equal(25, Ratio.Weighted(new Weights([1, 1, 1, 1]), Values).Value, 12);
        Assert.Equal(25, Ratio.Recorded(Values), 12);
    }

    [Fact]
    public void Weighted_RequestsWithoutTheMeasure_DoNotCount()
    {
        var estimate = Ratio.Weighted(Four, [Measured.Nothing, Measured.Of(20), Measured.Of(30), Measured.Of(40)]);

        Assert.Equal(30, estimate.Value, 12);
    }

    [Fact]
    public void Weighted_NoWeightAtAll_IsUnknown() => Assert.False(Ratio.Weighted(new Weights([0, 0, 0, 0]), Values).IsKnown);

    [Fact]
    public void Change_FourRequests_IsTheDifferenceOfTheMeans()
    {
        var change = Ratio.Change(Four, Values, Values);

        // Influences (-5, 0, 0, 5) less those of the plain mean, (-3.75, -1.25, 1.25, 3.75).
        Assert.Equal(20 - 25, change.Value, 12);
        Assert.Equal(3.182 * Math.Sqrt(4.0 / 3 * ((1.25 * 1.25 * 4) + 0)), change.High - change.Value, 0.02);
    }

    [Fact]
    public void Change_SamePolicy_IsCertainlyNothing()
    {
        var change = Ratio.Change(new Weights([1, 1, 1, 1]), Values, Values);

        Assert.Equal((0, 0, 0), (change.Value, change.Low, change.High));
    }

    [Fact]
    public void DoublyRobust_FourRequests_MendsTheModel()
    {
        // The model expects 15 of every recorded choice and 18 of the candidate's; where it can be told, it was off by 20 - 15.
        var estimate = Ratio.DoublyRobust(Four, Values, Fill(15), Fill(18));

        Assert.Equal(18 + 5, estimate.Value, 12);
        Assert.Equal(3.182 * Math.Sqrt(4.0 / 3 * 50), estimate.High - estimate.Value, 0.1);
    }

    [Fact]
    public void DoublyRobust_ModelThatIsRight_HasOnlyItsOwnSpread()
    {
        Measured[] expected = [Measured.Of(10), Measured.Of(20), Measured.Of(20), Measured.Of(10)];

        var estimate = Ratio.DoublyRobust(Four, Values, Values, expected);

        Assert.Equal(15, estimate.Value, 12);
        Assert.Equal(3.182 * Math.Sqrt(4.0 / 3 * 4 * 1.25 * 1.25), estimate.High - 15, 0.02);
    }

    [Fact]
    public void Weights_OneFarAboveTheOthers_IsClippedAtTheRootOfTheNumber()
    {
        var weights = new Weights([10, 1, 1, 0]);

        Assert.Equal((2.0, 1, 4.0), (weights[0], weights.Clipped, weights.Sum));
        Assert.Equal(8.0 / 12, weights.Lost, 12);
        Assert.Equal(16.0 / 6, weights.EffectiveSize, 12);
    }

    [Fact]
    public void Quantile_ByWeights_IsWhereHalfOfThemLieBelow()
    {
        // The upper half counts three times: of 400 in all, 200 are reached by a hundred ones and 34 threes.
        var values = Enumerable.Range(1, 200).Select(static i => Measured.Of(i)).ToArray();
        var weights = new Weights([.. Enumerable.Range(1, 200).Select(static i => i > 100 ? 3.0 : 1.0)]);

        var median = WeightedQuantile.At(weights, values, 0.5);

        Assert.Equal(134, median.Value);
        Assert.InRange(median.Low, 110, 133);
        Assert.InRange(median.High, 135, 160);
        Assert.False(WeightedQuantile.At(weights, values, 0.99).IsKnown);
    }

    [Fact]
    public void Share_NothingSeenInAHundred_MayBeFourInAHundred()
    {
        // Wilson: z² / (n + z²) = 3.8415 / 103.8415.
        var share = Share.Wilson(new Estimate(0, 0, 0), 100);

        Assert.Equal((0, 0), (share.Value, share.Low));
        Assert.Equal(0.03699, share.High, 4);
    }

    [Fact]
    public void Share_TenInAHundred_IsWilsonsInterval()
    {
        // The delta method's deviation of a share of 0.1 in 100 is 0.03: Wilson's interval is 0.0552 to 0.1744 (Agresti and Coull 1998, by the formula).
        var share = Share.Wilson(Estimate.Within(0.1, 1.959963984540054 * 0.03), 100);

        Assert.Equal((0.0552, 0.1744), (Math.Round(share.Low, 4), Math.Round(share.High, 4)));
    }

    [Theory]
    [InlineData(1, 12.706)]
    [InlineData(2, 4.303)]
    [InlineData(3, 3.182)]
    [InlineData(9, 2.262)]
    [InlineData(30, 2.042)]
    [InlineData(99, 1.984)]
    public void StudentT_Tables_AreMet(int freedom, double quantile) => Assert.Equal(quantile, StudentT.Central95(freedom), quantile * 0.002);

    private static Measured[] Fill(double value) => [.. Enumerable.Repeat(Measured.Of(value), 4)];
}
