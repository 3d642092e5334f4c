namespace Fairlead.Providers.Media;

/// <summary>How many bytes all media of one request may still have. Thread-safe.</summary>
internal sealed class MediaBudget(long bytes)
{
    private long _left = bytes;

    /// <summary>What it began with.</summary>
    public long Bytes { get; } = bytes;

    /// <summary>Takes some. False when there are not as many.</summary>
    public bool Take(int count) => Interlocked.Add(ref _left, -count) >= 0;
}
