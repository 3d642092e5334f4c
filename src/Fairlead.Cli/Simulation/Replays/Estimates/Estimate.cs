namespace Fairlead.Cli.Simulation.Replays.Estimates;

/// <summary>A number and the interval that holds the true one in 95 of 100 such logs.</summary>
/// <param name="Value">The number; not a number where the log tells nothing.</param>
/// <param name="Low">The interval's lower end.</param>
/// <param name="High">The interval's upper end.</param>
internal readonly record struct Estimate(double Value, double Low, double High)
{
    public static Estimate Unknown => new(double.NaN, double.NaN, double.NaN);

    public bool IsKnown => double.IsFinite(Value);

    /// <summary>Ends at equal distance.</summary>
    public static Estimate Within(double value, double halfWidth) => new(value, value - halfWidth, value + halfWidth);
}
