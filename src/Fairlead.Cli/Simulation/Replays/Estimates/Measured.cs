namespace Fairlead.Cli.Simulation.Replays.Estimates;

/// <summary>A measure of one request, as its part of a ratio: the whole is the sum of all <see cref="Amount"/>s over the sum of all <see cref="Count"/>s.</summary>
/// <param name="Amount">Dollars, seconds, or 1 for a failure.</param>
/// <param name="Count">1; 0 where the measure has nothing to say of the request, as the time to the first token of one that failed.</param>
internal readonly record struct Measured(double Amount, double Count)
{
    public static Measured Nothing => default;

    public static Measured Of(double amount) => new(amount, 1);
}
