namespace Fairlead.Cli.Simulation.Replays.Estimates;

/// <summary>How much each recorded request counts for the candidate: its chance of the recorded choice over the chance the choice had.</summary>
/// <remarks>
/// Horvitz and Thompson 1952. No weight counts for more than the square root of the number of requests (Ionides 2008, truncated importance sampling): a single request then cannot decide an
/// estimate, and the bias goes away as the log grows.
/// </remarks>
internal sealed class Weights
{
    private readonly double[] _weights;

    /// <param name="ratios">The chances' ratios, not clipped.</param>
    public Weights(IReadOnlyList<double> ratios)
    {
        Most = Math.Sqrt(ratios.Count);
        _weights = [.. ratios.Select(ratio => Math.Min(ratio, Most))];
        Sum = _weights.Sum();
        Clipped = ratios.Count(ratio => ratio > Most);
        var whole = ratios.Sum();
        Lost = whole > 0 ? (whole - Sum) / whole : 0;
        var squares = _weights.Sum(static weight => weight * weight);
        EffectiveSize = squares > 0 ? Sum * Sum / squares : 0;
    }

    public double this[int request] => _weights[request];

    public int Count => _weights.Length;

    public double Sum { get; }

    /// <summary>The weight that none is above.</summary>
    public double Most { get; }

    /// <summary>Weights that were.</summary>
    public int Clipped { get; }

    /// <summary>Share of all weight that was cut off, 0 to 1.</summary>
    public double Lost { get; }

    /// <summary>As many requests of equal weight would tell as much (Kish 1965).</summary>
    public double EffectiveSize { get; }
}
