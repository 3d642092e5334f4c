using Fairlead.Cli.Simulation.Results.Html;

namespace Fairlead.Gateway.Tests.Simulation.Results.Html;

public sealed class AxisTests
{
    [Theory]
    [InlineData(0, 9.3, new double[] { 0, 5, 10 })]
    [InlineData(1, 1.01, new[] { 1, 1.005, 1.01 })]
    [InlineData(97.2, 100, new double[] { 97, 98, 99, 100 })]
    public void Linear_MarksRoundNumbersFromEndToEnd(double low, double high, double[] marks)
    {
        var axis = Axis.Linear(low, high, 100, 200);

        Assert.Equal(marks, axis.Ticks.Select(static tick => Math.Round(tick, 6)));
        Assert.Equal((100, 200), (axis.Place(axis.Ticks[0]), Math.Round(axis.Place(axis.Ticks[^1]), 6)));
        Assert.InRange(axis.Place(low), 100, axis.Place(high));
    }

    [Theory]
    [InlineData(0.5, 13, new[] { 0.5, 1, 2, 5, 10, 20 })]
    [InlineData(1, 1, new double[] { 1, 2 })]
    [InlineData(0.02, 900, new[] { 0.01, 0.1, 1, 10, 100, 1000 })]
    public void Logarithmic_EqualFactorsLieEquallyFarApart(double low, double high, double[] marks)
    {
        var axis = Axis.Logarithmic(low, high, 0, 100);

        Assert.Equal(marks, axis.Ticks.Select(static tick => Math.Round(tick, 6)));
        Assert.Equal(axis.Place(2) - axis.Place(1), axis.Place(20) - axis.Place(10), 6);
        Assert.Equal((0, 100), (axis.Place(axis.Ticks[0]), Math.Round(axis.Place(axis.Ticks[^1]), 6)));
    }
}
