using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
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

    /// <summary>Both parts of four members.</summary>
    Vector256<double> OfFour(in Four four, Vector256<long> read, int first, out Vector256<double> quick);

    /// <summary>Something stands out about one of the members that <see cref="Of"/> does not look at: <see cref="OfSpecial"/> does. So the loop over the members has no call within.</summary>
    /// <param name="read">What <see cref="Four.Read"/> read of all of them, put together by OR.</param>
    bool IsAnySpecial(Vector256<long> read);

    /// <summary>Something stands out about a member.</summary>
    bool IsSpecial(DeploymentState state);

    /// <summary>The score of such a member.</summary>
    double OfSpecial(DeploymentState state, int member, out double quick);
}

/// <summary>Power of two choices among the members near the best: two different ones are drawn, the better is taken.</summary>
/// <remarks>
/// Two choices over all (Mitzenmacher 2001) send a share of the traffic to the slow whenever both draws are slow: with two fast members of eight, half of it.
/// The best alone is exact here and wrong elsewhere: routers that do not share what they know all run to it at once. So the slow are left out first,
/// and the draw is made among those that nearly tie: Prequal's order of the two questions (Wydrowski and others, NSDI 2024), latency before load while nobody is hot.
/// Above <see cref="BestOf.ScanLimit"/> members two are drawn from all: given up is that the slow never get any.
/// </remarks>
[SkipLocalsInit]
internal static class NearBest
{
    /// <summary>
    /// How far from the lowest time still counts as near. Well above 1, since averages of some sixteen samples are a quarter off when single answers are as far off
    /// as they are long. Measured from 1.2 to 2: less is better where deployments differ, more where single answers do (docs/decisions/selection.md).
    /// </summary>
    internal const double Near = 1.5;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Pick<T>(ref Candidates candidates, T score)
        where T : struct, INearScore
    {
        if (candidates.Count > BestOf.ScanLimit)
        {
            return BestOf.Pick(ref candidates, score, slack: 0);
        }

        Unsafe.SkipInit(out Scores scores);
        var near = Find(ref candidates, score, ref scores);
        var count = BitOperations.PopCount(near);
        if (count <= 1)
        {
            return count == 0 ? -1 : BitOperations.TrailingZeroCount(near);
        }

        var (first, second) = DrawTwo(near, count, candidates.Random);

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

        Unsafe.SkipInit(out Scores scores);
        var near = Find(ref candidates, score, ref scores);
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
    private static ulong Find<T>(ref Candidates candidates, T score, ref Scores scores)
        where T : struct, INearScore
    {
        Unsafe.SkipInit(out Scores quick);
        var row = candidates.Row;
        var rests = Vector256<long>.Zero;
        var all = Vector256<long>.Zero;
        var low = Scores.None;
        for (var i = 0; i < row.Length; i += Four.Count)
        {
            var four = new Four(row, i);
            var read = four.Read(out var resting);
            rests |= resting;
            all |= read;
            scores.Put(i, score.OfFour(four, read, i, out var times));
            quick.Put(i, times);
            low = Scores.Lower(times, low);
        }

        var special = score.IsAnySpecial(all);
        if (special)
        {
            Correct(candidates.States, score, ref scores, ref quick);
        }

        return special || candidates.IsPoliced || rests != Vector256<long>.Zero
            ? quick.WithinOfAllowed(ref candidates, Near)
            : quick.Within(row.Length, Scores.Lowest(low) * Near);
    }

    /// <summary>The scores of those about whom something stands out.</summary>
    private static void Correct<T>(DeploymentState[] states, T score, ref Scores scores, ref Scores quick)
        where T : struct, INearScore
    {
        for (var i = 0; i < states.Length; i++)
        {
            if (score.IsSpecial(states[i]))
            {
                scores[i] = score.OfSpecial(states[i], i, out var time);
                quick[i] = time;
            }
        }
    }

    /// <summary>Two different ones of two or more. Of two there is nothing to draw but who comes first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (int First, int Second) DrawTwo(ulong bits, int count, RandomSource random)
    {
        var (one, other) = count == 2 ? (random.NextBits(), 0) : random.NextTwo();
        var first = BestOf.Bit(bits, RandomSource.Below(count, one));
        return (first, BestOf.Bit(bits & ~(1UL << first), RandomSource.Below(count - 1, other)));
    }

    private static bool IsIn(ulong bits, int member) => (bits >> member & 1) != 0;
}
