using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Fairlead.State;

namespace Fairlead.Selection;

/// <summary>A score for each member of a small tier, side by side on the stack; not a number for those that may not be picked.</summary>
/// <remarks>Compared four at a time: one after the other, each comparison would wait for the one before, and the processor guess at how it ends.</remarks>
[SkipLocalsInit]
[InlineArray(BestOf.ScanLimit)]
internal struct Scores
{
    private double _first;

    /// <summary>Puts those of four members down.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Put(int first, Vector256<double> four) => four.StoreUnsafe(ref _first, (nuint)first);

    /// <summary>Where nobody has a score yet: infinite.</summary>
    public static Vector256<double> None => Vector256.Create(double.PositiveInfinity);

    /// <summary>The lower of scores, place by place; of a number and none the number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Lower(Vector256<double> scores, Vector256<double> low) =>
        Avx.IsSupported ? Avx.Min(scores, low) : Vector256.ConditionalSelect(Vector256.LessThan(scores, low), scores, low);

    /// <summary>The lowest of four, all of them numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Lowest(Vector256<double> low)
    {
        var pair = Vector128.MinNative(low.GetLower(), low.GetUpper());
        return double.MinNative(pair[0], pair[1]);
    }

    /// <summary>The members whose score is not above a bound, a bit each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ulong Within(int count, double bound)
    {
        var most = Vector256.Create(bound);
        var within = 0UL;
        for (var i = 0; i < count; i += Four.Count)
        {
            within |= (ulong)Vector256.LessThanOrEqual(Vector256.LoadUnsafe(in _first, (nuint)i), most).ExtractMostSignificantBits() << i;
        }

        return within;
    }

    /// <summary>The same of those alone whom policy and rests leave.</summary>
    /// <param name="candidates">Who may be picked.</param>
    /// <param name="times">The bound, in times of the lowest score.</param>
    /// <remarks>Apart, so that the way of most decisions makes no call between the scores and the bound, and keeps its vectors in registers.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public ulong WithinOfAllowed(ref Candidates candidates, double times)
    {
        for (var i = 0; i < candidates.Count; i++)
        {
            this[i] = candidates.Allows(i) ? this[i] : double.NaN;
        }

        var count = candidates.Row.Length;
        var low = None;
        for (var i = 0; i < count; i += Four.Count)
        {
            low = Lower(Vector256.LoadUnsafe(in _first, (nuint)i), low);
        }

        return Within(count, Lowest(low) * times);
    }
}
