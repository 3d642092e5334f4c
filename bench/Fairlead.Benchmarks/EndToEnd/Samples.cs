using System.Diagnostics;

namespace Fairlead.Benchmarks.EndToEnd;

/// <summary>Durations of one slot, every one of them kept, so that percentiles are exact.</summary>
internal sealed class Samples
{
    private long[] _ticks = new long[1 << 16];

    public int Count { get; private set; }

    public void Add(long ticks)
    {
        if (Count == _ticks.Length)
        {
            Array.Resize(ref _ticks, Count * 2);
        }

        _ticks[Count++] = ticks;
    }

    public void Clear() => Count = 0;

    /// <summary>A percentile in microseconds by nearest rank; 0 of no samples. Sorts.</summary>
    public double Percentile(double share)
    {
        if (Count == 0)
        {
            return 0;
        }

        Array.Sort(_ticks, 0, Count);
        var rank = Math.Clamp((int)Math.Ceiling(share * Count) - 1, 0, Count - 1);
        return _ticks[rank] * 1e6 / Stopwatch.Frequency;
    }
}
