using Fairlead.Attempts;

namespace Fairlead.Limits;

/// <summary>A request that waits for a place. All of it but the task is kept under the queue's lock.</summary>
internal sealed class Waiter(RouteSession session, AdmissionQueue queue, int priority, in RouteRequest request)
{
    // Whoever ends a call wakes others: what they do then must not run on its thread, still less under the lock.
    private readonly TaskCompletionSource<RouteAttempt> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RouteSession Session => session;

    public int Priority => priority;

    /// <summary>Nothing but its size tells it from its like: where a smaller one of its class found no place, it finds none.</summary>
    public bool IsPlain { get; } = request.IsPlain;

    public int InputTokens { get; } = request.InputTokens;

    public int MaxOutputTokens { get; } = request.MaxOutputTokens ?? int.MaxValue;

    /// <summary>Order of arrival.</summary>
    public long Number { get; set; }

    public long Since { get; set; }

    /// <summary>When it is not waited for any longer.</summary>
    public long Expires { get; set; }

    public Task<RouteAttempt> Task => _done.Task;

    /// <summary>Ends the wait: with an attempt, or with none, and then the session says why.</summary>
    public void End(in RouteAttempt attempt) => _done.TrySetResult(attempt);

    /// <summary>The caller went away.</summary>
    public void Leave(CancellationToken cancellationToken)
    {
        if (queue.Leave(this))
        {
            _done.TrySetCanceled(cancellationToken);
        }
    }
}
