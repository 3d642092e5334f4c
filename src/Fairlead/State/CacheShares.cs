namespace Fairlead.State;

/// <summary>Which share of recent prompts' tokens was billed as read from the provider's cache, and which as written to it. By tokens, as bills are.</summary>
/// <remarks>Mutable; kept under the state's lock.</remarks>
internal struct CacheShares
{
    /// <summary>
    /// What is left of each answer by the next: some 256 are remembered. How a provider caches changes by the day, not by the second; of fewer answers, hits that come by chance
    /// would make those who are alike look a tenth apart in price.
    /// </summary>
    private const double Keep = 1 - (1 / 256.0);

    private double _input;
    private double _read;
    private double _written;

    /// <summary>Some answer has told its tokens.</summary>
    public readonly bool IsKnown => _input > 0;

    /// <summary>Share that was read from the cache, 0 to 1.</summary>
    public readonly double Read => IsKnown ? _read / _input : 0;

    /// <summary>Share that was written to it; with the other at most 1.</summary>
    public readonly double Written => IsKnown ? _written / _input : 0;

    public void Add(int input, int read, int written)
    {
        if (input > 0)
        {
            read = Math.Clamp(read, 0, input);
            _input = (_input * Keep) + input;
            _read = (_read * Keep) + read;
            _written = (_written * Keep) + Math.Clamp(written, 0, input - read);
        }
    }
}
