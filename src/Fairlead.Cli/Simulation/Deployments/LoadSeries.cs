namespace Fairlead.Cli.Simulation.Deployments;

/// <summary>Calls under way over time, averaged within equal slices.</summary>
internal sealed class LoadSeries(long horizon)
{
    /// <summary>Slices of a plot: about one for every third pixel.</summary>
    public const int Slices = 120;

    private readonly double[] _sums = new double[Slices];
    private readonly long _slice = Math.Max(1, horizon / Slices);
    private long _since;

    /// <summary>Calls begun in each slice.</summary>
    public int[] Begun { get; } = new int[Slices];

    /// <summary>A call begins.</summary>
    public void Begin(long now)
    {
        if (now / _slice < Slices)
        {
            Begun[now / _slice]++;
        }
    }

    /// <summary>Notes that so many calls were under way up to now.</summary>
    public void Note(int inFlight, long now)
    {
        while (_since < now && _since / _slice < Slices)
        {
            var slice = _since / _slice;
            var until = Math.Min(now, (slice + 1) * _slice);
            _sums[slice] += inFlight * (double)(until - _since);
            _since = until;
        }

        _since = now;
    }

    /// <summary>The average of each slice.</summary>
    public double[] Averages() => Array.ConvertAll(_sums, sum => sum / _slice);
}
