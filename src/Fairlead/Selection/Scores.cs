using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fairlead.Selection;

/// <summary>A score for each member of a small tier, side by side on the stack; not a number for those that may not be picked.</summary>
/// <remarks>Compared four at a time: one after the other, each comparison would wait for the one before, and the processor guess at how it ends.</remarks>
[InlineArray(BestOf.ScanLimit)]
internal struct Scores
{
    private double _first;

    /// <summary>The lowest score; infinite where there is none.</summary>
    public readonly double Lowest()
    {
        var low = Lower(Vector256.LoadUnsafe(in _first), Vector256.Create(double.PositiveInfinity));
        low = Lower(Vector256.LoadUnsafe(in _first, 4), low);
        low = Lower(Vector256.LoadUnsafe(in _first, 8), low);
        low = Lower(Vector256.LoadUnsafe(in _first, 12), low);
        var pair = Vector128.ConditionalSelect(Vector128.LessThan(low.GetLower(), low.GetUpper()), low.GetLower(), low.GetUpper());
        return pair[0] < pair[1] ? pair[0] : pair[1];
    }

    /// <summary>The members whose score is not above a bound, a bit each.</summary>
    public readonly ulong Within(double bound)
    {
        var most = Vector256.Create(bound);
        return Vector256.LessThanOrEqual(Vector256.LoadUnsafe(in _first), most).ExtractMostSignificantBits()
            | (Vector256.LessThanOrEqual(Vector256.LoadUnsafe(in _first, 4), most).ExtractMostSignificantBits() << 4)
            | (Vector256.LessThanOrEqual(Vector256.LoadUnsafe(in _first, 8), most).ExtractMostSignificantBits() << 8)
            | (Vector256.LessThanOrEqual(Vector256.LoadUnsafe(in _first, 12), most).ExtractMostSignificantBits() << 12);
    }

    /// <summary>Strikes out whom policy or a rest leaves out, and the places without a member.</summary>
    /// <param name="candidates">Who may be picked.</param>
    /// <param name="rests">The members' rests, all in one: zero when nobody has any.</param>
    public void Strike(ref Candidates candidates, long rests)
    {
        for (var i = candidates.Count; i < BestOf.ScanLimit; i++)
        {
            this[i] = double.NaN;
        }

        if (rests == 0 && !candidates.IsPoliced)
        {
            return;
        }

        for (var i = 0; i < candidates.Count; i++)
        {
            this[i] = candidates.Allows(i) ? this[i] : double.NaN;
        }
    }

    private static Vector256<double> Lower(Vector256<double> scores, Vector256<double> low) =>
        Vector256.ConditionalSelect(Vector256.LessThan(scores, low), scores, low);
}
