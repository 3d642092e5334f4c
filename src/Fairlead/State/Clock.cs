namespace Fairlead.State;

/// <summary>Monotonic time in the ticks of one <see cref="TimeProvider"/>: what the kernel counts in, so that a decision converts nothing.</summary>
/// <remarks>Counted from when the clock was made, so that zero can mean never and <see cref="Rest"/> has bits to spare.</remarks>
internal sealed class Clock(TimeProvider provider)
{
    private readonly double _frequency = provider.TimestampFrequency;

    private readonly double _perMillisecond = 1000.0 / provider.TimestampFrequency;

    private readonly long _minute = provider.TimestampFrequency * 60;

    private readonly long _before = provider.GetTimestamp() - 1;

    /// <summary>Only the system's own clock has a cheaper reading.</summary>
    private readonly bool _isSystems = ReferenceEquals(provider, TimeProvider.System);

    private long _tick = -1;
    private long _recent;
    private long _lastMinute;

    public long Now => provider.GetTimestamp() - _before;

    /// <summary>The time as it was read last within the system's current tick: at most some milliseconds ago, for a third of the price of <see cref="Now"/>.</summary>
    /// <remarks>For whatever is told in seconds. Never ahead of <see cref="Now"/>.</remarks>
    public long Recent
    {
        get
        {
            var tick = _isSystems ? Environment.TickCount64 : -1;
            return tick >= 0 && Volatile.Read(ref _tick) == tick ? Volatile.Read(ref _recent) : Renew(tick);
        }
    }

    private long Renew(long tick)
    {
        // The time first: of two threads at once, whoever sees the tick finds a time read since it began, or just before.
        var now = Now;
        Volatile.Write(ref _recent, now);
        Volatile.Write(ref _tick, tick);
        return now;
    }

    /// <summary>A span in ticks; a span too long for the counter saturates.</summary>
    public long Ticks(TimeSpan span) => (long)Math.Min(span.TotalSeconds * _frequency, long.MaxValue / 64d);

    public TimeSpan Span(long ticks) => TimeSpan.FromSeconds(ticks / _frequency);

    public double Seconds(long ticks) => ticks / _frequency;

    /// <summary>A time in milliseconds since the clock was made.</summary>
    public long Milliseconds(long now) => (long)(now * _perMillisecond);

    /// <summary>The number of the minute a time lies in, counted from when the clock was made.</summary>
    public long Minute(long now)
    {
        // A division costs as much as a scan of four members: it is made once a minute.
        var last = Volatile.Read(ref _lastMinute);
        return (ulong)(now - (last * _minute)) < (ulong)_minute ? last : Divide(now);
    }

    private long Divide(long now)
    {
        var minute = now / _minute;
        Volatile.Write(ref _lastMinute, minute);
        return minute;
    }

    /// <summary>What is left of the minute.</summary>
    public TimeSpan LeftOfMinute(long now) => Span(_minute - (now % _minute));

    /// <summary>A timer of the same clock, which fires once.</summary>
    public ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan due) => provider.CreateTimer(callback, state, due, Timeout.InfiniteTimeSpan);

    /// <summary>How much of the minute has passed, 0 to 1.</summary>
    public double PassedOfMinute(long now) => (double)(now % _minute) / _minute;
}
