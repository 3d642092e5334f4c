using Fairlead.Costs;

namespace Fairlead.Tests.Costs;

/// <summary>What a request costs.</summary>
public sealed class ModelPriceTests
{
    private static readonly ModelPrice Full = new()
    {
        Input = 2,
        Output = 10,
        CachedInput = 0.5,
        CacheWrite = 2.5,
        LongFrom = 1000,
        LongInput = 4,
        LongOutput = 15,
        LongCachedInput = 1,
    };

    [Theory]
    [InlineData(100, 10, 0, 0, 300)]
    [InlineData(100, 10, 40, 0, 60 * 2 + 20 + 100)]
    [InlineData(100, 0, 40, 20, 40 * 2 + 20 + 50)]
    [InlineData(1000, 1, 0, 0, 2010)]
    [InlineData(1001, 1, 0, 0, 4004 + 15)]
    [InlineData(2000, 0, 500, 0, 1500 * 4 + 500)]
    [InlineData(2000, 0, 0, 100, 1900 * 4 + 100 * 5)]
    [InlineData(100, 0, 500, 500, 50)]
    [InlineData(0, 0, 0, 0, 0)]
    public void Cost_Usage_CountsEachTokenOnce(int input, int output, int cached, int written, double cost) =>
        Assert.Equal(cost, Full.Cost(input, output, cached, written)!.Value, 9);

    [Fact]
    public void Cost_NothingTold_IsUnknown()
    {
        Assert.Null(new ModelPrice().Cost(1, 1));
        Assert.Null(new ModelPrice { Units = new UnitPrice { Image = 1 } }.Cost(1, 1));
        Assert.Equal(0, new ModelPrice { Input = 0, Output = 0 }.Cost(1000, 1000));
    }

    [Fact]
    public void Cost_CachedPriceNotTold_IsThatOfOtherTokens()
    {
        Assert.Equal(200, new ModelPrice { Input = 2, Output = 10 }.Cost(100, 0, cachedInputTokens: 100)!.Value, 9);
        Assert.Equal(600, new ModelPrice { Input = 2, CachedInput = 1, LongFrom = 10, LongInput = 6 }.Cost(200, 0, cachedInputTokens: 200)!.Value, 9);
    }

    [Fact]
    public void Cost_EmbeddingsHaveNoOutput_IsThatOfTheInput() => Assert.Equal(20, new ModelPrice { Input = 2 }.Cost(10, 5)!.Value, 9);
}
