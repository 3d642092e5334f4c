namespace Fairlead.Cli.Simulation.Results;

/// <summary>Quantiles of times, by nearest rank: each is a time that was measured.</summary>
internal sealed class Quantiles
{
    private readonly double[] _sorted;

    public Quantiles(IEnumerable<double> seconds)
    {
        _sorted = [.. seconds];
        Array.Sort(_sorted);
    }

    public int Count => _sorted.Length;

    /// <summary>Those of all the times together.</summary>
    public static Quantiles Of(IEnumerable<Quantiles> all) => new(all.SelectMany(static one => one._sorted));

    /// <summary>The time within which so large a share stayed, in seconds; not a number without any.</summary>
    /// <param name="share">Above 0, at most 1.</param>
    public double At(double share) => _sorted.Length == 0 ? double.NaN : _sorted[Math.Max(0, (int)Math.Ceiling(share * _sorted.Length) - 1)];
}
