namespace Fairlead.Selection;

/// <summary>Where random numbers come from: scripted in tests, seeded in the simulator, thread-local otherwise.</summary>
/// <remarks>Not for secrets.</remarks>
public abstract class RandomSource
{
    /// <summary>A generator per thread: no lock, no sharing.</summary>
    public static RandomSource ThreadLocal { get; } = new ThreadLocalRandomSource();

    /// <summary>A generator that gives the same numbers for the same seed. Not thread-safe.</summary>
    /// <param name="seed">The seed.</param>
    public static RandomSource Seeded(ulong seed) => new SeededRandomSource(seed);

    /// <summary>The next 64 random bits.</summary>
    public abstract ulong NextBits();

    /// <summary>A number from 0 (included) to 1 (excluded), 53 bits fine.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A whole number from 0 (included) to <paramref name="exclusiveMax"/> (excluded).</summary>
    /// <param name="exclusiveMax">At least 1.</param>
    public int Next(int exclusiveMax) => Below(exclusiveMax, NextBits());

    /// <summary>The next two numbers of 64 bits.</summary>
    internal virtual (ulong First, ulong Second) NextTwo() => (NextBits(), NextBits());

    /// <summary>What 64 random bits say of a whole number from 0 (included) to <paramref name="exclusiveMax"/> (excluded).</summary>
    internal static int Below(int exclusiveMax, ulong bits) => (int)(((bits >> 32) * (ulong)exclusiveMax) >> 32);
}
