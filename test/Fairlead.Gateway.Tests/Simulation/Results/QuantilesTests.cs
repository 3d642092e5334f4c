using Fairlead.Cli.Simulation.Results;

namespace Fairlead.Gateway.Tests.Simulation.Results;

public sealed class QuantilesTests
{
    [Theory]
    [InlineData(0.5, 50)]
    [InlineData(0.99, 99)]
    [InlineData(0.999, 100)]
    [InlineData(1, 100)]
    public void At_Share_IsTheNearestRank(double share, double expected) =>
        Assert.Equal(expected, new Quantiles(Enumerable.Range(1, 100).Reverse().Select(static i => (double)i)).At(share));

    [Fact]
    public void At_NoTimes_IsNoNumber() => Assert.True(double.IsNaN(new Quantiles([]).At(0.5)));
}
