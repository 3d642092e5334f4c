namespace Fairlead.State;

/// <summary>An average whose samples count half after each half-life, and of which the last few weigh most.</summary>
/// <remarks>
/// Kept as a decayed sum and a decayed weight, so that samples arriving at the same instant count alike
/// (a plain moving average whose step depends on the time since the last sample ignores all but the first of a burst).
/// The weight is also the confidence: it fades when no samples arrive. Mutable; kept under the state's lock.
/// </remarks>
internal struct DecayedAverage
{
    /// <summary>
    /// Most samples remembered. Without a bound, a minute at a thousand requests a second outweighs what follows for many half-lives,
    /// and a deployment that recovered stays exiled; 16 is of the size of LiteLLM's list of ten, with a third less noise.
    /// </summary>
    public const double MaxWeight = 16;

    private double _sum;
    private double _weight;
    private long _at;

    /// <summary>The average; zero without samples.</summary>
    public readonly double Mean => _weight > 0 ? _sum / _weight : 0;

    public void Add(double sample, long now, double halfLife)
    {
        var keep = Decay(now, halfLife);
        var weight = _weight * keep;
        if (weight > MaxWeight - 1)
        {
            keep *= (MaxWeight - 1) / weight;
            weight = MaxWeight - 1;
        }

        _sum = (_sum * keep) + sample;
        _weight = weight + 1;
        _at = now;
    }

    /// <summary>How many samples' worth of evidence is left now.</summary>
    public readonly double Weight(long now, double halfLife) => _weight * Decay(now, halfLife);

    private readonly double Decay(long now, double halfLife) => now <= _at ? 1 : double.Exp2((_at - now) / halfLife);
}
