using Fairlead.Attempts;

namespace Fairlead.Limits;

/// <summary>A request that waits for a place. All of it but the task is kept under the queue's lock.</summary>
/// <param name="session">Its session.</param>
/// <param name="queue">Where it waits.</param>
/// <param name="priority">Its class.</param>
/// <param name="request">The request.</param>
/// <param name="served">Told instead of the task, under the queue's lock: for who goes on elsewhere by itself.</param>
internal sealed class Waiter(RouteSession session, AdmissionQueue queue, int priority, in RouteRequest request, Action<RouteAttempt>? served = null)
{
    // Whoever ends a call wakes others: what they do then must not run on its thread, still less under the lock.
    private readonly TaskCompletionSource<RouteAttempt> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RouteSession Session => session;

    public int Priority => priority;

    /// <summary>Whose share it takes; empty for everybody of whom nothing is known.</summary>
    public string Key { get; } = request.Caller is { } caller ? caller.Key ?? caller.Team ?? "" : "";

    /// <summary>The round it is served in, among those of its class.</summary>
    public long Turn { get; set; }

    /// <summary>Nothing but its size tells it from its like: where a smaller one of its class found no place, it finds none.</summary>
    public bool IsPlain { get; } = request.IsPlain;

    public int InputTokens { get; } = request.InputTokens;

    public int MaxOutputTokens { get; } = request.MaxOutputTokens ?? int.MaxValue;

    public long Since { get; set; }

    /// <summary>When it is not waited for any longer.</summary>
    public long Expires { get; set; }

    public Task<RouteAttempt> Task => _done.Task;

    /// <summary>Ends the wait: with an attempt, or with none, and then the session says why.</summary>
    public void End(in RouteAttempt attempt)
    {
        if (served is null)
        {
            _done.TrySetResult(attempt);
        }
        else
        {
            served(attempt);
        }
    }

    /// <summary>Whether it goes before another: the more urgent class, the earlier round, and then whoever has less time.</summary>
    public bool IsBefore(Waiter other) =>
        Priority != other.Priority ? Priority < other.Priority : Turn != other.Turn ? Turn < other.Turn : Expires < other.Expires;

    /// <summary>The caller went away.</summary>
    public void Leave(CancellationToken cancellationToken)
    {
        if (queue.Leave(this))
        {
            _done.TrySetCanceled(cancellationToken);
        }
    }
}
