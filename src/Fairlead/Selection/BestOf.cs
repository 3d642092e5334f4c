using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Fairlead.State;

namespace Fairlead.Selection;

/// <summary>A score of a tier's members; less is better. Implemented by structs only: the compiler then writes a loop for each.</summary>
internal interface IScore
{
    double Of(DeploymentState state, int member);

    /// <summary>The scores of four members; not a number for those that only fill up the tier's last four.</summary>
    /// <param name="four">The members.</param>
    /// <param name="read">What <see cref="Four.Read"/> read of them.</param>
    /// <param name="first">The place of the first.</param>
    Vector256<double> OfFour(in Four four, Vector256<long> read, int first);
}

/// <summary>The member of the lowest score: exactly in small tiers, by power of two choices in large ones.</summary>
/// <remarks>
/// Two choices (Mitzenmacher 2001) look at two members drawn at random and take the better. What is given up: the very best member of a
/// large tier is not always found. What is won: the same cost at any size, and replicas that do not share state do not run as a herd to the same member.
/// </remarks>
[SkipLocalsInit]
internal static partial class BestOf
{
    /// <summary>
    /// Up to here all are looked at. Measured: a scan of 10 costs what two choices cost, one of 100 seven times as much.
    /// Not above 64: a scan keeps the best in the bits of a word.
    /// </summary>
    public const int ScanLimit = 16;

    /// <summary>Draws before a member that may be used is searched for instead: with half of a tier resting, one request in 256 searches.</summary>
    private const int Draws = 8;

    /// <param name="candidates">Who may be picked.</param>
    /// <param name="score">The score.</param>
    /// <param name="slack">Share above the lowest score within which members count as equal.</param>
    /// <param name="weights">Weights among equals, padded (<see cref="Four.Pad(double[])"/>); null for none.</param>
    /// <param name="sampler">Draws by the weights; null for even draws.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Pick<T>(ref Candidates candidates, T score, double slack, double[]? weights = null, AliasTable? sampler = null)
        where T : struct, IScore =>
        candidates.Count <= ScanLimit
            ? Scan(ref candidates, score, slack, weights, sampler)
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
            scores[i] = candidates.Allows(i) ? score.Of(candidates.States[i], i) : double.NaN;
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

    private static int Scan<T>(ref Candidates candidates, T score, double slack, double[]? weights, AliasTable? sampler)
        where T : struct, IScore
    {
        var best = Lowest(ref candidates, score, slack);
        if ((best & (best - 1)) == 0)
        {
            return best == 0 ? -1 : BitOperations.TrailingZeroCount(best);
        }

        // All equal, as in an idle group, is the common case: one draw.
        if (BitOperations.PopCount(best) == candidates.Count)
        {
            return sampler is null ? candidates.Random.Next(candidates.Count) : sampler.Sample(candidates.Random);
        }

        return weights is null ? Bit(best, candidates.Random.Next(BitOperations.PopCount(best))) : DrawWeighted(best, weights, candidates.Random);
    }

    /// <summary>The members of the lowest score and those within the slack above it, a bit each.</summary>
    private static ulong Lowest<T>(ref Candidates candidates, T score, double slack)
        where T : struct, IScore
    {
        // Everybody is given a score, and those left out are struck off afterwards: a loop that asks nothing keeps all it needs in registers.
        Unsafe.SkipInit(out Scores scores);
        var row = candidates.Row;
        var rests = Vector256<long>.Zero;
        var low = Scores.None;
        for (var i = 0; i < row.Length; i += Four.Count)
        {
            var four = new Four(row, i);
            var read = four.Read(out var resting);
            rests |= resting;
            var of = score.OfFour(four, read, i);
            scores.Put(i, of);
            low = Scores.Lower(of, low);
        }

        return candidates.IsPoliced || rests != Vector256<long>.Zero
            ? scores.WithinOfAllowed(ref candidates, 1 + slack)
            : scores.Within(row.Length, Scores.Lowest(low) * (1 + slack));
    }

    /// <summary>Which bit is set after so many others.</summary>
    public static int Bit(ulong bits, int skip)
    {
        if (Bmi2.X64.IsSupported)
        {
            // A loop of a length drawn by chance is what the processor guesses wrong.
            return BitOperations.TrailingZeroCount(Bmi2.X64.ParallelBitDeposit(1UL << skip, bits));
        }

        for (; skip > 0; skip--)
        {
            bits &= bits - 1;
        }

        return BitOperations.TrailingZeroCount(bits);
    }

    private static int DrawWeighted(ulong bits, double[] weights, RandomSource random)
    {
        if (WeighTheSame(bits, weights))
        {
            return Bit(bits, random.Next(BitOperations.PopCount(bits)));
        }

        var total = 0.0;
        for (var left = bits; left != 0; left &= left - 1)
        {
            total += weights[BitOperations.TrailingZeroCount(left)];
        }

        var draw = random.NextDouble() * total;
        while ((bits & (bits - 1)) != 0 && (draw -= weights[BitOperations.TrailingZeroCount(bits)]) >= 0)
        {
            bits &= bits - 1;
        }

        return BitOperations.TrailingZeroCount(bits);
    }

    /// <summary>Equals in load are mostly equals in weight, and then a draw needs no sums.</summary>
    /// <param name="bits">The members.</param>
    /// <param name="weights">Everybody's weights, padded to whole fours.</param>
    private static bool WeighTheSame(ulong bits, double[] weights)
    {
        var one = Vector256.Create(weights[BitOperations.TrailingZeroCount(bits)]);
        var others = bits;
        for (var i = 0; i < weights.Length; i += Four.Count)
        {
            others &= ~((ulong)Vector256.Equals(Four.Of(weights, i), one).ExtractMostSignificantBits() << i);
        }

        return others == 0;
    }

    private static int TwoChoices<T>(ref Candidates candidates, T score, double slack, double[]? weights, AliasTable? sampler)
        where T : struct, IScore
    {
        // Both out of one number: drawing a second is a quarter of the decision.
        if (sampler is null && TwoAtOnce(ref candidates, out var one, out var other))
        {
            return Better(ref candidates, score, slack, one, other);
        }

        var first = Draw(ref candidates, sampler);
        if (first < 0)
        {
            return Search(ref candidates, score, slack, weights);
        }

        var second = Draw(ref candidates, sampler);
        return second < 0 ? first : Better(ref candidates, score, slack, first, second);
    }

    private static bool TwoAtOnce(ref Candidates candidates, out int first, out int second)
    {
        var bits = candidates.Random.NextBits();
        var count = (ulong)candidates.Count;
        first = (int)(((bits >> 32) * count) >> 32);
        second = (int)(((bits & uint.MaxValue) * count) >> 32);
        return candidates.Allows(first) && candidates.Allows(second);
    }

    /// <summary>Of equals the one drawn first, which is a fair draw.</summary>
    private static int Better<T>(ref Candidates candidates, T score, double slack, int first, int second)
        where T : struct, IScore
    {
        var states = candidates.States;
        return second != first && score.Of(states[second], second) * (1 + slack) < score.Of(states[first], first) ? second : first;
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

            var value = score.Of(candidates.States[i], i);
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

    private static double Weight(double[]? weights, int member) => weights is null ? 1 : weights[member];

    private readonly struct Equal : IScore
    {
        public double Of(DeploymentState state, int member) => 0;

        public Vector256<double> OfFour(in Four four, Vector256<long> read, int first) => default;
    }
}
