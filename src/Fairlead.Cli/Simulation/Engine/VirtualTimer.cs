namespace Fairlead.Cli.Simulation.Engine;

/// <summary>A timer of the simulation. What it was set for before is forgotten when it is set anew.</summary>
internal sealed class VirtualTimer : ITimer
{
    private readonly VirtualTime _time;
    private readonly Action _happens;
    private int _version;

    public VirtualTimer(VirtualTime time, Action happens, TimeSpan due)
    {
        _time = time;
        _happens = happens;
        Change(due, Timeout.InfiniteTimeSpan);
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        var version = ++_version;
        if (dueTime != Timeout.InfiniteTimeSpan)
        {
            _time.Planner?.Invoke(_time.Now + dueTime.Ticks, () => GoOff(version));
        }

        return true;
    }

    public void Dispose() => _version++;

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void GoOff(int version)
    {
        if (version == _version)
        {
            _happens();
        }
    }
}
