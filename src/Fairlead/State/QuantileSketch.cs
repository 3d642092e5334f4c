namespace Fairlead.State;

/// <summary>Quantiles of times, of which the recent ones weigh most: a histogram whose buckets widen with the time they stand for.</summary>
/// <remarks>
/// <para>Sixteen buckets an octave, from 61 µs to 1024 s: the bucket of a quantile is the right one, so that what is read is never more than a sixteenth
/// (6.3 %) off. Fixed in size (1.5 KB); nothing is allocated but the table, with the first sample.</para>
/// <para>Samples do not fade one by one: new ones weigh more (forward decay; Cormode and others 2009), and all are scaled down together before numbers
/// grow too large. Mutable; kept under its owner's lock.</para>
/// </remarks>
internal struct QuantileSketch
{
    /// <summary>The lowest edge is two to this power, in seconds: 61 µs, below any answer and any token.</summary>
    private const int LowestPower = -14;

    /// <summary>The highest edge is two to this power, in seconds: 17 minutes.</summary>
    private const int HighestPower = 10;

    /// <summary>Bits of the fraction that choose the bucket within an octave.</summary>
    private const int FractionBits = 4;

    private const int DoubleFractionBits = 52;

    private const int Buckets = (HighestPower - LowestPower) << FractionBits;

    /// <summary>What the exponent and the first bits of the fraction of the lowest edge are as a number.</summary>
    private const long LowestBits = (1023L + LowestPower) << FractionBits;

    /// <summary>When a new sample weighs so many old ones, all are scaled down: thirty half-lives, of which nothing is left.</summary>
    private const double MostUnit = 1e9;

    private float[]? _weights;
    private double _total;
    private double _unit;

    /// <summary>Lets the samples so far fade.</summary>
    /// <param name="growth">How many times as much as before a new sample weighs: one over what is left of an old one. A factor and no share, since a division is half of what a sample costs.</param>
    public void Fade(double growth)
    {
        _unit *= growth;
        if (!(_unit < MostUnit))
        {
            ScaleDown();
        }
    }

    /// <summary>Adds a time in seconds; zero and below count as the least there is.</summary>
    public void Add(double seconds)
    {
        if (_weights is null)
        {
            _weights = new float[Buckets];
            _unit = 1;
        }

        var bits = (BitConverter.DoubleToInt64Bits(seconds) >> (DoubleFractionBits - FractionBits)) - LowestBits;
        _weights[(int)Math.Clamp(bits, 0, Buckets - 1)] += (float)_unit;
        _total += _unit;
    }

    /// <summary>How many samples' worth of evidence there is.</summary>
    /// <param name="keep">What is left of each since they last faded.</param>
    public readonly double Weight(double keep = 1) => _unit > 0 ? _total / _unit * keep : 0;

    /// <summary>The time that a share of the samples is not above, in seconds; zero without samples.</summary>
    /// <param name="share">The share, 0 to 1.</param>
    public readonly double Quantile(double share)
    {
        if (_weights is null || _total <= 0)
        {
            return 0;
        }

        var wanted = share * _total;
        var below = 0.0;
        var last = 0;
        for (var i = 0; i < Buckets; i++)
        {
            var weight = _weights[i];
            if (weight <= 0)
            {
                continue;
            }

            if (below + weight >= wanted)
            {
                return Edge(i) + ((Edge(i + 1) - Edge(i)) * (wanted - below) / weight);
            }

            below += weight;
            last = i;
        }

        // The sum of rounded parts may stay a hair below the total.
        return Edge(last + 1);
    }

    /// <summary>The usual three at once.</summary>
    /// <param name="keep">What is left of each sample since they last faded.</param>
    public readonly QuantileView View(double keep = 1) => new(Quantile(0.5), Quantile(0.9), Quantile(0.99), Weight(keep));

    private static double Edge(int bucket) => BitConverter.Int64BitsToDouble((bucket + LowestBits) << (DoubleFractionBits - FractionBits));

    private void ScaleDown()
    {
        if (_weights is null)
        {
            return;
        }

        var scale = (float)(1 / _unit);
        _total = 0;
        foreach (ref var weight in _weights.AsSpan())
        {
            weight *= scale;
            _total += weight;
        }

        _unit = 1;
    }
}

/// <summary>Quantiles of a time, read at one instant, in seconds; zeros without samples.</summary>
/// <param name="P50">Half of the samples are not above it.</param>
/// <param name="P90">Nine in ten are not.</param>
/// <param name="P99">All but one in a hundred are not.</param>
/// <param name="Weight">Evidence, in samples.</param>
internal readonly record struct QuantileView(double P50, double P90, double P99, double Weight);
