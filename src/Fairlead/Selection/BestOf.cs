namespace Fairlead.Selection;

/// <summary>A score of a tier's members; less is better. Implemented by structs only: the compiler then writes a loop for each.</summary>
internal interface IScore
{
    double Of(int member);
}

/// <summary>The member of the lowest score: exactly in small tiers, by power of two choices in large ones.</summary>
/// <remarks>
/// Two choices (Mitzenmacher 2001) look at two members drawn at random and take the better. What is given up: the very best member of a
/// large tier is not always found. What is won: the same cost at any size, and replicas that do not share state do not run as a herd to the same member.
/// </remarks>
internal static class BestOf
{
    /// <summary>Up to here all are looked at. Measured: a scan of 10 costs what two choices cost, one of 100 seven times as much.</summary>
    public const int ScanLimit = 16;

    /// <summary>Draws before a member that may be used is searched for instead: with half of a tier resting, one request in 256 searches.</summary>
    private const int Draws = 8;

    /// <param name="candidates">Who may be picked.</param>
    /// <param name="score">The score.</param>
    /// <param name="slack">Share above the lowest score within which members count as equal.</param>
    /// <param name="weights">Weights among equals; null for none.</param>
    /// <param name="sampler">Draws by the weights; null for even draws.</param>
    public static int Pick<T>(ref Candidates candidates, T score, double slack, double[]? weights = null, AliasTable? sampler = null)
        where T : struct, IScore =>
        candidates.Count <= ScanLimit
            ? Scan(ref candidates, score, slack, weights, stackalloc double[ScanLimit])
            : TwoChoices(ref candidates, score, slack, weights, sampler);

    /// <summary>A member that may be used, by chance alone.</summary>
    public static int Any(ref Candidates candidates, AliasTable? sampler = null)
    {
        var drawn = Draw(ref candidates, sampler);
        return drawn >= 0 ? drawn : Search(ref candidates, default(Equal), 0, null);
    }

    /// <summary>The chance of each member.</summary>
    public static void Shares<T>(ref Candidates candidates, T score, double slack, double[]? weights, Span<double> shares)
        where T : struct, IScore
    {
        var count = candidates.Count;
        var scores = new double[count];
        var total = 0.0;
        var lowest = double.NaN;
        for (var i = 0; i < count; i++)
        {
            scores[i] = candidates.Allows(i) ? score.Of(i) : double.NaN;
            shares[i] = 0;
            if (!double.IsNaN(scores[i]))
            {
                total += Weight(weights, i);
                lowest = double.IsNaN(lowest) ? scores[i] : Math.Min(lowest, scores[i]);
            }
        }

        for (var i = 0; i < count; i++)
        {
            if (!double.IsNaN(scores[i]))
            {
                shares[i] = count <= ScanLimit
                    ? ScanShare(scores, weights, i, lowest * (1 + slack))
                    : TwoChoicesShare(scores, weights, i, slack, total);
            }
        }
    }

    private static int Scan<T>(ref Candidates candidates, T score, double slack, double[]? weights, scoped Span<double> scores)
        where T : struct, IScore
    {
        var count = candidates.Count;
        var lowest = double.NaN;
        for (var i = 0; i < count; i++)
        {
            scores[i] = candidates.Allows(i) ? score.Of(i) : double.NaN;

            // The comparison is turned round so that it holds while the lowest is not a number yet.
            if (!(scores[i] >= lowest) && !double.IsNaN(scores[i]))
            {
                lowest = scores[i];
            }
        }

        var bound = lowest * (1 + slack);
        var total = 0.0;
        var equals = 0;
        var last = -1;
        for (var i = 0; i < count; i++)
        {
            if (scores[i] <= bound)
            {
                total += Weight(weights, i);
                equals++;
                last = i;
            }
        }

        if (equals <= 1)
        {
            return last;
        }

        var left = candidates.Random.NextDouble() * total;
        for (var i = 0; i < last; i++)
        {
            if (scores[i] <= bound && (left -= Weight(weights, i)) < 0)
            {
                return i;
            }
        }

        return last;
    }

    private static int TwoChoices<T>(ref Candidates candidates, T score, double slack, double[]? weights, AliasTable? sampler)
        where T : struct, IScore
    {
        var first = Draw(ref candidates, sampler);
        if (first < 0)
        {
            return Search(ref candidates, score, slack, weights);
        }

        var second = Draw(ref candidates, sampler);
        if (second < 0 || second == first)
        {
            return first;
        }

        // Equals: the one drawn first, which is a fair draw.
        return score.Of(second) * (1 + slack) < score.Of(first) ? second : first;
    }

    private static int Draw(ref Candidates candidates, AliasTable? sampler)
    {
        for (var i = 0; i < Draws; i++)
        {
            var member = sampler is null ? candidates.Random.Next(candidates.Count) : sampler.Sample(candidates.Random);
            if (candidates.Allows(member))
            {
                return member;
            }
        }

        return -1;
    }

    /// <summary>Looks at every member of a large tier most of which may not be used.</summary>
    private static int Search<T>(ref Candidates candidates, T score, double slack, double[]? weights)
        where T : struct, IScore
    {
        var best = -1;
        var lowest = double.NaN;
        var equals = 0.0;
        for (var i = 0; i < candidates.Count; i++)
        {
            if (!candidates.Allows(i))
            {
                continue;
            }

            var value = score.Of(i);
            if (best < 0 || value * (1 + slack) < lowest)
            {
                best = i;
                lowest = value;
                equals = Weight(weights, i);
            }
            else if (value <= lowest * (1 + slack))
            {
                // One pass, one number for each equal: the k-th equal replaces the choice with chance weight / weights so far.
                equals += Weight(weights, i);
                if (candidates.Random.NextDouble() * equals < Weight(weights, i))
                {
                    best = i;
                }
            }
        }

        return best;
    }

    private static double ScanShare(double[] scores, double[]? weights, int member, double bound)
    {
        var equal = 0.0;
        for (var i = 0; i < scores.Length; i++)
        {
            equal += scores[i] <= bound ? Weight(weights, i) : 0;
        }

        return scores[member] <= bound ? Weight(weights, member) / equal : 0;
    }

    private static double TwoChoicesShare(double[] scores, double[]? weights, int member, double slack, double total)
    {
        var own = Weight(weights, member) / total;
        var share = own * own;
        for (var i = 0; i < scores.Length; i++)
        {
            if (i == member || double.IsNaN(scores[i]))
            {
                continue;
            }

            var other = Weight(weights, i) / total;

            // Drawn first, it wins unless the other is clearly better; drawn second, it must be clearly better itself.
            share += scores[i] * (1 + slack) < scores[member] ? 0 : own * other;
            share += scores[member] * (1 + slack) < scores[i] ? own * other : 0;
        }

        return share;
    }

    private static double Weight(double[]? weights, int member) => weights is null ? 1 : weights[member];

    private readonly struct Equal : IScore
    {
        public double Of(int member) => 0;
    }
}
