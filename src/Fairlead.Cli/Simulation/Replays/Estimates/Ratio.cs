namespace Fairlead.Cli.Simulation.Replays.Estimates;

/// <summary>Means of a measure under another policy than the recorded one.</summary>
internal static class Ratio
{
    /// <summary>Self-normalised inverse propensities (SNIPS: Swaminathan and Joachims 2015): the measure's mean with each request counted by its weight.</summary>
    /// <remarks>The interval is the delta method's for a ratio of sums.</remarks>
    public static Estimate Weighted(Weights weights, IReadOnlyList<Measured> measured)
    {
        var (value, count) = Point(weights, measured);
        return count <= 0
            ? Estimate.Unknown
            : Estimate.Within(value, new Batches(weights.Count).HalfWidth(i => Influence(weights[i], measured[i], value, count)));
    }

    /// <summary>The mean as it was recorded.</summary>
    public static double Recorded(IReadOnlyList<Measured> measured)
    {
        var count = measured.Sum(static one => one.Count);
        return count > 0 ? measured.Sum(static one => one.Amount) / count : double.NaN;
    }

    /// <summary>The weighted mean less the recorded one. What both have in common cancels out: it is surer than either.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="measured">What counts for the candidate.</param>
    /// <param name="recorded">What was recorded.</param>
    public static Estimate Change(Weights weights, IReadOnlyList<Measured> measured, IReadOnlyList<Measured> recorded)
    {
        var (value, count) = Point(weights, measured);
        var (before, all) = (Recorded(recorded), recorded.Sum(static one => one.Count));
        return count <= 0 || all <= 0
            ? Estimate.Unknown
            : Estimate.Within(value - before, new Batches(weights.Count).HalfWidth(i => Influence(weights[i], measured[i], value, count) - Influence(1, recorded[i], before, all)));
    }

    /// <summary>
    /// Doubly robust (Dudík, Langford and Li 2011): what a model expects of the candidate's choices, mended by how far the model was off where the log can tell. It is right if either the
    /// model or the propensities are; the weights of the mending are self-normalised.
    /// </summary>
    /// <param name="weights">The weights.</param>
    /// <param name="measured">What was measured.</param>
    /// <param name="modelled">What the model expects of the recorded choice.</param>
    /// <param name="expected">What it expects of the candidate's choices, each by its chance.</param>
    public static Estimate DoublyRobust(Weights weights, IReadOnlyList<Measured> measured, IReadOnlyList<Measured> modelled, IReadOnlyList<Measured> expected)
    {
        if (weights.Sum <= 0)
        {
            return Estimate.Unknown;
        }

        var amount = Mended(static one => one.Amount);
        var count = Mended(static one => one.Count);
        if (count.Value <= 0)
        {
            return Estimate.Unknown;
        }

        var value = amount.Value / count.Value;
        return Estimate.Within(value, new Batches(weights.Count).HalfWidth(i => (amount.Influence(i) - (value * count.Influence(i))) / count.Value));

        (double Value, Func<int, double> Influence) Mended(Func<Measured, double> part)
        {
            var mean = 0.0;
            var off = 0.0;
            for (var i = 0; i < weights.Count; i++)
            {
                mean += part(expected[i]) / weights.Count;
                off += weights[i] * (part(measured[i]) - part(modelled[i])) / weights.Sum;
            }

            return (mean + off, i => ((part(expected[i]) - mean) / weights.Count) + (weights[i] * (part(measured[i]) - part(modelled[i]) - off) / weights.Sum));
        }
    }

    private static (double Value, double Count) Point(Weights weights, IReadOnlyList<Measured> measured)
    {
        var (amount, count) = (0.0, 0.0);
        for (var i = 0; i < weights.Count; i++)
        {
            amount += weights[i] * measured[i].Amount;
            count += weights[i] * measured[i].Count;
        }

        return (amount / count, count);
    }

    private static double Influence(double weight, Measured one, double mean, double count) => weight * (one.Amount - (mean * one.Count)) / count;
}
