namespace Fairlead.Cli.Simulation.Engine;

/// <summary>What is to happen, in the order of virtual time; at the same instant in the order it was planned.</summary>
internal sealed class EventQueue
{
    private readonly PriorityQueue<Action, (long At, long Number)> _events = new();
    private long _planned;

    public EventQueue(VirtualTime time)
    {
        Time = time;
        time.Planner = Plan;
    }

    public VirtualTime Time { get; }

    /// <summary>Plans an event.</summary>
    /// <param name="at">When, in ticks since the start; a past time means at once.</param>
    /// <param name="happens">What.</param>
    public void Plan(long at, Action happens) => _events.Enqueue(happens, (Math.Max(at, Time.Now), _planned++));

    /// <summary>Plans an event a while from now.</summary>
    public void PlanIn(TimeSpan delay, Action happens) => Plan(Time.Now + delay.Ticks, happens);

    /// <summary>Lets everything happen, until nothing is planned any more.</summary>
    public void Run(CancellationToken cancellationToken)
    {
        while (_events.TryDequeue(out var happens, out var due))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Time.MoveTo(due.At);
            happens();
        }
    }
}
