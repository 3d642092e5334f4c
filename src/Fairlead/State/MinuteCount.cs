using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fairlead.State;

/// <summary>A count and the minute it belongs to, in one 64-bit word: a new minute starts at zero for all threads at once, without a lock.</summary>
/// <remarks>Mutable; changed where it stands. A writer whose clock reading is older than the word's minute counts into that minute: no count is ever lost.</remarks>
internal struct MinuteCount
{
    /// <summary>Room for a million million tokens a minute; the minutes left of it last sixteen years of running.</summary>
    private const int CountBits = 40;

    /// <summary>The highest count; as a limit it means none.</summary>
    public const long Most = (1L << CountBits) - 1;

    private long _word;

    /// <summary>The count of a minute; zero when nothing was counted in it yet.</summary>
    public readonly long In(long minute)
    {
        var word = Volatile.Read(in _word);
        return word >> CountBits >= minute ? word & Most : 0;
    }

    /// <summary>The words of two that stand side by side, for <see cref="In(Vector256{long}, long)"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<long> Two(ref MinuteCount first) => Vector128.LoadUnsafe(ref first._word);

    /// <summary>The counts of a minute, from four words at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<long> In(Vector256<long> words, long minute) =>
        words & Vector256.Create(Most) & Vector256.GreaterThan(Vector256.ShiftRightLogical(words, CountBits), Vector256.Create(minute - 1));

    /// <summary>Adds, unless the count would pass the limit. Of many at once exactly as many succeed as there is room for.</summary>
    public bool TryAdd(long minute, long amount, long limit)
    {
        var seen = Volatile.Read(ref _word);
        while (true)
        {
            var count = seen >> CountBits >= minute ? seen & Most : 0;
            if (count + amount > limit)
            {
                return false;
            }

            var found = Interlocked.CompareExchange(ref _word, Word(Math.Max(seen >> CountBits, minute), count + amount), seen);
            if (found == seen)
            {
                return true;
            }

            seen = found;
        }
    }

    /// <summary>Adds whatever the limit; what passes the highest count is cut off.</summary>
    public void Add(long minute, long amount) => TryAdd(minute, Math.Min(amount, Most), long.MaxValue);

    /// <summary>Takes back what was counted in a minute; nothing once that is over.</summary>
    public void TakeBack(long minute, long amount)
    {
        var seen = Volatile.Read(ref _word);
        while (seen >> CountBits == minute)
        {
            var found = Interlocked.CompareExchange(ref _word, Word(minute, Math.Max(0, (seen & Most) - amount)), seen);
            if (found == seen)
            {
                return;
            }

            seen = found;
        }
    }

    private static long Word(long minute, long count) => (minute << CountBits) | Math.Min(count, Most);
}
