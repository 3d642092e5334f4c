using Fairlead.Cli.Simulation.Engine;

namespace Fairlead.Gateway.Tests.Simulation.Engine;

public sealed class EventQueueTests
{
    [Fact]
    public void Run_Events_HappenInTheOrderOfTimeThenOfPlanning()
    {
        var queue = new EventQueue(new VirtualTime());
        var seen = new List<(string What, long When)>();
        queue.Plan(20, () => seen.Add(("third", queue.Time.Now)));
        queue.Plan(10, () =>
        {
            seen.Add(("first", queue.Time.Now));
            queue.Plan(5, () => seen.Add(("late", queue.Time.Now)));
        });
        queue.Plan(10, () => seen.Add(("second", queue.Time.Now)));

        queue.Run(CancellationToken.None);

        Assert.Equal([("first", 10), ("second", 10), ("late", 10), ("third", 20)], seen);
    }

    [Fact]
    public void Run_Cancelled_Ends()
    {
        var queue = new EventQueue(new VirtualTime());
        queue.Plan(1, static () => { });

        Assert.Throws<OperationCanceledException>(() => queue.Run(new CancellationToken(canceled: true)));
    }
}
