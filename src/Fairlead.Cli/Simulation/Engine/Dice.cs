using Fairlead.Selection;

namespace Fairlead.Cli.Simulation.Engine;

/// <summary>Chance that hangs on what is thrown for, not on the order of throws.</summary>
/// <remarks>
/// Every policy meets the same world: the same attempt of the same request on the same deployment has the same luck, whoever sent it there
/// (common random numbers). Differences between two policies are then theirs.
/// </remarks>
internal struct Dice
{
    private ulong _state;

    private Dice(ulong state) => _state = state;

    /// <summary>Dice for one thing.</summary>
    public static Dice For(ulong seed, int kind, int request = 0, int attempt = 0, int deployment = 0)
    {
        var state = seed;
        Stir(ref state, kind);
        Stir(ref state, request);
        Stir(ref state, attempt);
        Stir(ref state, deployment);
        return new Dice(state);
    }

    /// <summary>A number from 0 (included) to 1 (excluded).</summary>
    public double Share() => (SplitMix64.Next(ref _state) >> 11) * (1.0 / (1UL << 53));

    /// <summary>A whole number from 0 (included) to <paramref name="exclusiveMax"/> (excluded).</summary>
    public int Whole(int exclusiveMax) => (int)(Share() * exclusiveMax);

    /// <summary>A normal number: mean 0, deviation 1 (Box and Muller 1958).</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Share())) * Math.Cos(2 * Math.PI * Share());

    /// <summary>A log-normal number: half are below the median; the spread is the deviation of the logarithm.</summary>
    public double LogNormal(double median, double spread) => median * Math.Exp(spread * Normal());

    /// <summary>An exponential number: the time to the next of events that come one by one.</summary>
    public double Exponential(double mean) => -mean * Math.Log(1 - Share());

    private static void Stir(ref ulong state, int value)
    {
        state ^= (ulong)value;
        state = SplitMix64.Next(ref state);
    }
}
