namespace Fairlead.Cli.Simulation.Deployments;

/// <summary>So many calls a minute, counted in whole minutes of virtual time, as providers do who send the minute's rest as Retry-After.</summary>
internal sealed class MinuteQuota(int? limit)
{
    private long _minute = -1;
    private int _used;

    /// <summary>Takes a call's place.</summary>
    /// <param name="now">The time, in ticks.</param>
    /// <param name="rest">The rest of the minute, for a refusal.</param>
    public bool TryTake(long now, out TimeSpan rest)
    {
        rest = default;
        if (limit is not { } most)
        {
            return true;
        }

        var minute = now / TimeSpan.TicksPerMinute;
        if (minute != _minute)
        {
            (_minute, _used) = (minute, 0);
        }

        if (_used < most)
        {
            _used++;
            return true;
        }

        rest = TimeSpan.FromTicks(((minute + 1) * TimeSpan.TicksPerMinute) - now);
        return false;
    }
}
