namespace Fairlead.Cli.Simulation.Replays.Estimates;

/// <summary>Quantiles of a measure under another policy than the recorded one.</summary>
internal static class WeightedQuantile
{
    /// <summary>Requests that must lie beyond a quantile on its thinner side, as the weights count them: with fewer its interval is that of the extremes.</summary>
    private const double LeastBeyond = 10;

    /// <summary>The quantile of the weighted distribution, with Woodruff's interval (1952): that of the share below it, read off the same distribution.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="measured">What was measured.</param>
    /// <param name="share">Which, above 0 and below 1.</param>
    /// <returns>Unknown where too few requests lie beyond it.</returns>
    public static Estimate At(Weights weights, IReadOnlyList<Measured> measured, double share)
    {
        var (total, squares) = (0.0, 0.0);
        var order = new List<int>();
        for (var i = 0; i < weights.Count; i++)
        {
            var weight = weights[i] * measured[i].Count;
            (total, squares) = (total + weight, squares + (weight * weight));
            if (weight > 0)
            {
                order.Add(i);
            }
        }

        if (squares <= 0 || total * total / squares * Math.Min(share, 1 - share) < LeastBeyond)
        {
            return Estimate.Unknown;
        }

        order.Sort((a, b) => measured[a].Amount.CompareTo(measured[b].Amount));
        var value = Read(share);
        var half = new Batches(weights.Count).HalfWidth(i => weights[i] * measured[i].Count * ((measured[i].Amount <= value ? 1 : 0) - share) / total);
        return share - half > 0 && share + half < 1 ? new Estimate(value, Read(share - half), Read(share + half)) : Estimate.Unknown;

        double Read(double at)
        {
            var below = 0.0;
            foreach (var i in order)
            {
                below += weights[i] * measured[i].Count;
                if (below >= at * total)
                {
                    return measured[i].Amount;
                }
            }

            return measured[order[^1]].Amount;
        }
    }
}
