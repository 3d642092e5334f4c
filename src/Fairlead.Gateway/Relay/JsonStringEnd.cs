using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Fairlead.Gateway.Relay;

/// <summary>Finds the quote that closes a JSON string, 64 bytes at a step, however many escapes stand before it.</summary>
internal static class JsonStringEnd
{
    private const int Step = 64;
    private const ulong EvenBits = 0x5555_5555_5555_5555;

    /// <summary>The end of the string whose opening quote stands at <paramref name="start"/>.</summary>
    /// <returns>The index after its closing quote; -1 where it does not close.</returns>
    public static int After(ReadOnlySpan<byte> json, int start)
    {
        var at = start + 1;
        var escaped = 0UL;
        while (json.Length - at >= Step)
        {
            ref var block = ref Unsafe.Add(ref MemoryMarshal.GetReference(json), at);
            var quotes = Matches(ref block, (byte)'"');
            var backslashes = Matches(ref block, (byte)'\\');
            if ((backslashes | escaped) != 0)
            {
                quotes &= ~Escaped(backslashes, ref escaped);
            }

            if (quotes != 0)
            {
                return at + BitOperations.TrailingZeroCount(quotes) + 1;
            }

            at += Step;
        }

        return Tail(json, at + (int)escaped);
    }

    private static int Tail(ReadOnlySpan<byte> json, int at)
    {
        while (at < json.Length)
        {
            if (json[at] == (byte)'"')
            {
                return at + 1;
            }

            at += json[at] == (byte)'\\' ? 2 : 1;
        }

        return -1;
    }

    /// <summary>
    /// Which bytes are escaped: those after a run of backslashes of odd length. The carry out of an addition runs through a whole
    /// run at once; after Langdale and Lemire, "Parsing Gigabytes of JSON per Second", 2019, section 3.1.1.
    /// </summary>
    /// <param name="backslashes">Where backslashes stand.</param>
    /// <param name="carry">1 when the first byte is escaped by the block before; then the same for the next block.</param>
    private static ulong Escaped(ulong backslashes, ref ulong carry)
    {
        backslashes &= ~carry;
        var follows = (backslashes << 1) | carry;
        var oddStarts = backslashes & ~EvenBits & ~follows;
        var runs = unchecked(oddStarts + backslashes);
        carry = runs < oddStarts ? 1UL : 0UL;
        return (EvenBits ^ (runs << 1)) & follows;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Matches(ref byte block, byte value)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            return Vector512.Equals(Vector512.LoadUnsafe(ref block), Vector512.Create(value)).ExtractMostSignificantBits();
        }

        if (Vector256.IsHardwareAccelerated)
        {
            var wanted = Vector256.Create(value);
            return Vector256.Equals(Vector256.LoadUnsafe(ref block), wanted).ExtractMostSignificantBits()
                | ((ulong)Vector256.Equals(Vector256.LoadUnsafe(ref block, 32), wanted).ExtractMostSignificantBits() << 32);
        }

        var narrow = Vector128.Create(value);
        return Vector128.Equals(Vector128.LoadUnsafe(ref block), narrow).ExtractMostSignificantBits()
            | ((ulong)Vector128.Equals(Vector128.LoadUnsafe(ref block, 16), narrow).ExtractMostSignificantBits() << 16)
            | ((ulong)Vector128.Equals(Vector128.LoadUnsafe(ref block, 32), narrow).ExtractMostSignificantBits() << 32)
            | ((ulong)Vector128.Equals(Vector128.LoadUnsafe(ref block, 48), narrow).ExtractMostSignificantBits() << 48);
    }
}
