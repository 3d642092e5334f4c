using Fairlead.Cli.Simulation.Engine;

namespace Fairlead.Gateway.Tests.Simulation.Engine;

public sealed class VirtualTimerTests
{
    [Fact]
    public void Timer_GoesOffInVirtualTime_OnceForTheLastThatItWasSetTo()
    {
        var events = new EventQueue(new VirtualTime());
        var seen = new List<(string Name, long At)>();
        using var changed = events.Time.CreateTimer(_ => seen.Add(("changed", events.Time.Now)), null, TimeSpan.FromTicks(10), Timeout.InfiniteTimeSpan);
        using var kept = events.Time.CreateTimer(name => seen.Add(((string)name!, events.Time.Now)), "kept", TimeSpan.FromTicks(20), Timeout.InfiniteTimeSpan);
        using var off = events.Time.CreateTimer(_ => seen.Add(("off", events.Time.Now)), null, TimeSpan.FromTicks(15), Timeout.InfiniteTimeSpan);
        using var never = events.Time.CreateTimer(_ => seen.Add(("never", events.Time.Now)), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        events.Plan(5, () =>
        {
            Assert.True(changed.Change(TimeSpan.FromTicks(30), Timeout.InfiniteTimeSpan));
            off.Dispose();
        });

        events.Run(CancellationToken.None);

        Assert.Equal([("kept", 20L), ("changed", 35L)], seen);
    }
}
