namespace Fairlead.State;

/// <summary>How many calls wait for their first content, and since when on average.</summary>
/// <remarks>
/// One 64-bit word, so that both are of one moment without a lock: the count in the upper bits, the sum of the times they began in the lower.
/// A call that is out longer than its like took is a sample of at least its age: nobody need wait for a timeout to see that somebody hangs.
/// </remarks>
internal readonly struct Waiters
{
    /// <summary>Bits of the sum: 16,000 calls that began a year after the start still fit, in milliseconds.</summary>
    private const int SumBits = 49;

    private readonly long _word;

    public Waiters(long word) => _word = word;

    /// <summary>Calls that wait.</summary>
    public int Count => (int)(_word >> SumBits);

    /// <summary>What a call adds to the word when it begins, and takes away when it waits no more.</summary>
    /// <param name="began">When it began, in milliseconds of the clock.</param>
    public static long One(long began) => (1L << SumBits) + began;

    /// <summary>Their mean age, in seconds.</summary>
    /// <param name="now">The time, in milliseconds of the clock.</param>
    public double Age(long now) => Count == 0 ? 0 : Math.Max(0, now - ((_word & ((1L << SumBits) - 1)) / (double)Count)) / 1000;
}
