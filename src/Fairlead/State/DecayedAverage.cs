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

    /// <summary>The average; zero without samples.</summary>
    public readonly double Mean => _weight > 0 ? _sum / _weight : 0;

    /// <summary>Lets the samples so far fade.</summary>
    /// <param name="keep">What is left of each, 0 to 1.</param>
    public void Fade(double keep)
    {
        _sum *= keep;
        _weight *= keep;
    }

    public void Add(double sample)
    {
        if (_weight > MaxWeight - 1)
        {
            Fade((MaxWeight - 1) / _weight);
        }

        _sum += sample;
        _weight++;
    }

    /// <summary>How many samples' worth of evidence there is.</summary>
    /// <param name="keep">What is left of each since they last faded.</param>
    public readonly double Weight(double keep = 1) => _weight * keep;
}
