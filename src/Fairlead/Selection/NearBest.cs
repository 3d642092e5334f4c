using System.Numerics;
using Fairlead.State;

namespace Fairlead.Selection;

/// <summary>A score of a tier's members in two parts: whether a member is quick enough to be considered, and which of those is best.</summary>
internal interface INearScore : IScore
{
    /// <summary>Both parts; less is better.</summary>
    /// <param name="state">The member's state.</param>
    /// <param name="member">Its place in the tier.</param>
    /// <param name="quick">Its time if it bears one call more; members near the lowest are considered.</param>
    /// <returns>The score among those.</returns>
    double Of(DeploymentState state, int member, out double quick);
}

/// <summary>Power of two choices among the members near the best: two different ones are drawn, the better is taken.</summary>
/// <remarks>
/// Two choices over all (Mitzenmacher 2001) send a share of the traffic to the slow whenever both draws are slow: with two fast members of eight, half of it.
/// The best alone is exact here and wrong elsewhere: routers that do not share what they know all run to it at once. So the slow are left out first,
/// and the draw is made among those that nearly tie: Prequal's order of the two questions (Wydrowski and others, NSDI 2024), latency before load while nobody is hot.
/// Above <see cref="BestOf.ScanLimit"/> members two are drawn from all: given up is that the slow never get any.
/// </remarks>
internal static class NearBest
{
    /// <summary>
    /// How far from the lowest time still counts as near. Well above 1, since averages of some sixteen samples are a quarter off when single answers are as far off
    /// as they are long. Measured at 1.3 and 1.5: the same within 3 % (docs/decisions/selection.md).
    /// </summary>
    internal const double Near = 1.5;

    public static int Pick<T>(ref Candidates candidates, T score)
        where T : struct, INearScore
    {
        if (candidates.Count > BestOf.ScanLimit)
        {
            return BestOf.Pick(ref candidates, score, slack: 0);
        }

        Span<double> scores = stackalloc double[BestOf.ScanLimit];
        var near = Find(ref candidates, score, scores);
        var count = BitOperations.PopCount(near);
        if (count <= 1)
        {
            return count == 0 ? -1 : BitOperations.TrailingZeroCount(near);
        }

        var first = DrawBit(near, count, candidates.Random);
        var second = DrawBit(near & ~(1UL << first), count - 1, candidates.Random);

        // Equals: the one drawn first, which is a fair draw.
        return scores[second] < scores[first] ? second : first;
    }

    /// <summary>The chance of each member.</summary>
    public static void Shares<T>(ref Candidates candidates, T score, Span<double> shares)
        where T : struct, INearScore
    {
        if (candidates.Count > BestOf.ScanLimit)
        {
            BestOf.Shares(ref candidates, score, slack: 0, null, shares);
            return;
        }

        Span<double> scores = stackalloc double[BestOf.ScanLimit];
        var near = Find(ref candidates, score, scores);
        var count = BitOperations.PopCount(near);
        for (var i = 0; i < candidates.Count; i++)
        {
            shares[i] = count == 1 && IsIn(near, i) ? 1 : 0;
            for (var other = 0; other < candidates.Count && IsIn(near, i); other++)
            {
                // Each pair is drawn once in count × (count − 1) / 2; of equals either wins half of them.
                var won = scores[i] < scores[other] ? 2.0 : scores[i] == scores[other] ? 1 : 0;
                shares[i] += other != i && IsIn(near, other) ? won / (count * (count - 1)) : 0;
            }
        }
    }

    /// <summary>The members near the lowest score, a bit each.</summary>
    private static ulong Find<T>(ref Candidates candidates, T score, scoped Span<double> scores)
        where T : struct, INearScore
    {
        var states = candidates.States;
        Span<double> quick = stackalloc double[BestOf.ScanLimit];
        var lowest = double.PositiveInfinity;
        for (var i = 0; i < states.Length; i++)
        {
            quick[i] = double.NaN;
            if (candidates.Allows(i))
            {
                scores[i] = score.Of(states[i], i, out quick[i]);
                lowest = quick[i] < lowest ? quick[i] : lowest;
            }
        }

        var near = 0UL;
        var bound = lowest * Near;
        for (var i = 0; i < states.Length; i++)
        {
            near |= quick[i] <= bound ? 1UL << i : 0;
        }

        return near;
    }

    private static int DrawBit(ulong bits, int count, RandomSource random)
    {
        for (var skip = count == 1 ? 0 : random.Next(count); skip > 0; skip--)
        {
            bits &= bits - 1;
        }

        return BitOperations.TrailingZeroCount(bits);
    }

    private static bool IsIn(ulong bits, int member) => (bits >> member & 1) != 0;
}
