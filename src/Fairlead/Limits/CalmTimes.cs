namespace Fairlead.Limits;

/// <summary>How long a deployment takes when it is calm, kind by kind: means of logarithms, so that one who takes ten times as long counts as ten who take a quarter longer.</summary>
internal sealed class CalmTimes
{
    /// <summary>Samples that a time rests on; before so many, on all there are.</summary>
    private const int MostSamples = 64;

    /// <summary>Fewer say nothing.</summary>
    private const int LeastSamples = 8;

    /// <summary>A single time counts as no more than three times the usual: one straggler among many moves their mean by little.</summary>
    private static readonly double MostOutlier = Math.Log(3);

    private readonly (double Log, int Count)[] _times = new (double, int)[(int)TimeKind.Count];

    /// <summary>Whether it rests on as many samples as it ever does.</summary>
    public bool IsWellKnown(TimeKind kind) => _times[(int)kind].Count == MostSamples;

    /// <summary>Whether there is enough to compare with.</summary>
    public bool Knows(TimeKind kind) => _times[(int)kind].Count >= LeastSamples;

    /// <summary>The time, as a logarithm.</summary>
    public double Of(TimeKind kind) => _times[(int)kind].Log;

    /// <summary>A time, as a logarithm, or the longest that it counts as.</summary>
    public double Bounded(TimeKind kind, double log) => Knows(kind) ? Math.Min(log, Of(kind) + MostOutlier) : log;

    /// <summary>Learns from a calm answer.</summary>
    public void Learn(TimeKind kind, double log)
    {
        ref var time = ref _times[(int)kind];
        time.Count = Math.Min(time.Count + 1, MostSamples);
        time.Log += (Bounded(kind, log) - time.Log) / time.Count;
    }

    /// <summary>The time, as a logarithm; made up of what others took where it is not known.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="others">Their mean, as a logarithm.</param>
    public double Found(TimeKind kind, double others)
    {
        ref var time = ref _times[(int)kind];
        if (time.Count >= LeastSamples)
        {
            return time.Log;
        }

        time = (((time.Count * time.Log) + ((LeastSamples - time.Count) * others)) / LeastSamples, LeastSamples);
        return others;
    }

    /// <summary>All of it was so much longer, as a logarithm.</summary>
    public void Shift(double by)
    {
        foreach (ref var time in _times.AsSpan())
        {
            time.Log += by;
        }
    }
}
