using System.Runtime.CompilerServices;

namespace Fairlead.Selection;

/// <summary>SplitMix64 (Steele, Lea, Flood 2014): one addition and two multiplications a number, good enough for balancing.</summary>
internal sealed class SeededRandomSource(ulong seed) : RandomSource
{
    private ulong _state = seed;

    public override ulong NextBits() => SplitMix64.Next(ref _state);
}

/// <summary>The same with a state per thread.</summary>
internal sealed class ThreadLocalRandomSource : RandomSource
{
    [ThreadStatic]
    private static ulong _state;

    public override ulong NextBits()
    {
        // The thread's own place is looked up once.
        ref var state = ref _state;
        if (state == 0)
        {
            Seed(ref state);
        }

        return SplitMix64.Next(ref state);
    }

    internal override (ulong First, ulong Second) NextTwo()
    {
        ref var state = ref _state;
        if (state == 0)
        {
            Seed(ref state);
        }

        return (SplitMix64.Next(ref state), SplitMix64.Next(ref state));
    }

    /// <summary>The thread id alone would give each process the same sequence, and replicas would move as a herd.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Seed(ref ulong state) =>
        state = (ulong)Environment.CurrentManagedThreadId * 0x9E3779B97F4A7C15UL ^ BitConverter.ToUInt64(Guid.CreateVersion7().ToByteArray(), 8);
}

internal static class SplitMix64
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Next(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
