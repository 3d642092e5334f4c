namespace Fairlead.Cli.Simulation.Engine;

/// <summary>A clock that stands still until the simulation moves it. The kernel reads it as it reads the real one.</summary>
internal sealed class VirtualTime : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Time since the start, in ticks of 100 ns.</summary>
    public long Now { get; private set; }

    /// <summary>Plans what is to happen at a time; set by the events it belongs to.</summary>
    public Action<long, Action>? Planner { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long GetTimestamp() => Now;

    public override DateTimeOffset GetUtcNow() => Start.AddTicks(Now);

    /// <summary>A timer that goes off in virtual time, once each time it is set.</summary>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new VirtualTimer(this, () => callback(state), dueTime);

    /// <summary>Moves on to a time that is not past.</summary>
    public void MoveTo(long time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, Now);
        Now = time;
    }
}
