namespace Fairlead.State;

/// <summary>Monotonic time in the ticks of one <see cref="TimeProvider"/>: what the kernel counts in, so that a decision converts nothing.</summary>
internal sealed class Clock(TimeProvider provider)
{
    private readonly double _frequency = provider.TimestampFrequency;

    public long Now => provider.GetTimestamp();

    /// <summary>A span in ticks; a span too long for the counter saturates.</summary>
    public long Ticks(TimeSpan span) => (long)Math.Min(span.TotalSeconds * _frequency, long.MaxValue / 64d);

    public TimeSpan Span(long ticks) => TimeSpan.FromSeconds(ticks / _frequency);

    public double Seconds(long ticks) => ticks / _frequency;
}
