using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fairlead.State;

/// <summary>Four members of a small tier, looked at in one go: a score of each is worked out side by side, without a branch between them.</summary>
/// <remarks>
/// The members are padded to a multiple of four by one that never has a call, and the numbers that scores are made of by what is not a number: the score of nobody is none.
/// What all strategies ask of a member stands in sixteen bytes of its hot record, and is read by one load each.
/// </remarks>
internal readonly struct Four
{
    /// <summary>How many that is.</summary>
    public const int Count = 4;

    private static readonly DeploymentState Nobody = new();

    private readonly DeploymentState _a;
    private readonly DeploymentState _b;
    private readonly DeploymentState _c;
    private readonly DeploymentState _d;

    /// <param name="row">Members, padded.</param>
    /// <param name="first">The first of the four: a multiple of four below the length.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Four(DeploymentState[] row, int first)
    {
        ref var member = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(row), first);
        _a = member;
        _b = Unsafe.Add(ref member, 1);
        _c = Unsafe.Add(ref member, 2);
        _d = Unsafe.Add(ref member, 3);
    }

    /// <summary>Reads what changes with every call.</summary>
    /// <param name="rests">The rests of each; all zero when none has any.</param>
    /// <returns>Calls under way in the lower half of each number, requests in the deployment's own queue in the upper, its highest bit the mark of a limit that is near.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<long> Read(out Vector256<long> rests)
    {
        (rests, var read) = Turned(_a.Now, _b.Now, _c.Now, _d.Now);
        return read;
    }

    /// <summary>Reads what is taken of a minute.</summary>
    /// <param name="minute">The minute.</param>
    /// <param name="tokens">Tokens of it.</param>
    /// <returns>Requests of it.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<double> TakenIn(long minute, out Vector256<double> tokens)
    {
        var (requests, both) = Turned(_a.Minutes, _b.Minutes, _c.Minutes, _d.Minutes);
        tokens = Numbers(MinuteCount.In(both, minute));
        return Numbers(MinuteCount.In(requests, minute));
    }

    /// <summary>Calls under way, from what was read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> InFlight(Vector256<long> read) => Numbers(read & LowerHalf);

    /// <summary>The same and the requests in the queue.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Busy(Vector256<long> read) =>
        Numbers((read & LowerHalf) + (Vector256.ShiftRightLogical(read, 32) & Vector256.Create((long)int.MaxValue)));

    /// <summary>Whether one of them is near a limit of its provider's, from what was read of all of them, put together by OR.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsAnyNearLimit(Vector256<long> read) => read.ExtractMostSignificantBits() != 0;

    /// <summary>The members of a tier, padded with one that never has a call.</summary>
    public static DeploymentState[] Pad(DeploymentState[] states) => Pad(states, Nobody);

    /// <summary>A number of each member, padded with what is none.</summary>
    public static double[] Pad(double[] numbers) => Pad(numbers, double.NaN);

    /// <summary>The numbers of four members.</summary>
    /// <param name="padded">Everybody's.</param>
    /// <param name="first">The first of the four: a multiple of four below the length.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Of(double[] padded, int first) => Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(padded), (nuint)first);

    private static Vector256<long> LowerHalf => Vector256.Create((long)uint.MaxValue);

    private static T[] Pad<T>(T[] values, T with)
    {
        var padded = new T[(values.Length + Count - 1) / Count * Count];
        values.CopyTo(padded, 0);
        padded.AsSpan(values.Length).Fill(with);
        return padded;
    }

    /// <summary>The first numbers of four pairs, and the second ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<long> First, Vector256<long> Second) Turned(Vector128<long> a, Vector128<long> b, Vector128<long> c, Vector128<long> d)
    {
        if (!Avx2.IsSupported)
        {
            return (Vector256.Create(a[0], b[0], c[0], d[0]), Vector256.Create(a[1], b[1], c[1], d[1]));
        }

        var (ac, bd) = (Vector256.Create(a, c), Vector256.Create(b, d));
        return (Avx2.UnpackLow(ac, bd), Avx2.UnpackHigh(ac, bd));
    }

    /// <summary>Whole numbers from 0 to below 2⁵²: put where the fraction of 2⁵² stands, each is that much more than it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Numbers(Vector256<long> counts)
    {
        const double Two52 = 1L << 52;
        return (counts | Vector256.Create(Two52).AsInt64()).AsDouble() - Vector256.Create(Two52);
    }
}
