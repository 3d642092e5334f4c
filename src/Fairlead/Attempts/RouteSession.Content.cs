namespace Fairlead.Attempts;

/// <content>The first content of an answer: known long before the answer ends.</content>
public sealed partial class RouteSession
{
    /// <summary>
    /// Tells that the first content of an answer has come, where there is more to follow. May be left out: <see cref="Report"/> does the rest. Told, the strategies
    /// that go by time see a deployment grow slow, or hang, as it happens; and one that had failed and works again gets its next request before this one ends.
    /// </summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="after">Time since the attempt began.</param>
    /// <exception cref="InvalidOperationException">The attempt is not this session's, or was reported before.</exception>
    /// <exception cref="ObjectDisposedException">The session is over.</exception>
    public void ContentBegan(in RouteAttempt attempt, TimeSpan after)
    {
        ObjectDisposedException.ThrowIf(_phase == Phase.Disposed, this);
        ref var lease = ref HeldBy(attempt);
        var probed = lease.Probe != 0;
        EndProbe(ref lease);
        if (probed && lease.Deployment.Queue is { } queue)
        {
            // Others may follow it now: those who wait for that come first.
            queue.Freed();
        }

        lease.AwaitNoMore(_router.Clock);
        if (lease.FirstKnown || !_request.Stream || after <= TimeSpan.Zero)
        {
            return;
        }

        lease.FirstKnown = true;
        lease.Deployment.State.IsSuspect = false;
        var now = _router.Clock.Now;
        lease.Deployment.State.LearnFirstToken(after.TotalSeconds, now, lease.Tier.Rate);
        lease.Tier.Strategy.ObserveContent(lease.Member, after.TotalSeconds, now);
        LearnMost(ref lease, after.TotalSeconds, now);
    }

    /// <summary>Notes the load it begins at, and that it waits for content.</summary>
    private void Watch(ref Lease lease, long now)
    {
        lease.Began = now;
        lease.Load = lease.Deployment.State.InFlight;
        if (_request.Stream && lease.Tier.Strategy.WatchesContent)
        {
            var began = _router.Clock.Milliseconds(now);
            lease.Waits = began != 0;
            if (lease.Waits)
            {
                lease.Deployment.State.Await(began);
            }
        }
    }

    /// <summary>Whether a report says that a trial was given up for want of content: no failure, and no retry spent.</summary>
    private bool EndsTrial(ref Lease lease, in AttemptReport report, long now)
    {
        if (!lease.IsTrial || report.Committed || report.Failure != FailureKind.Timeout)
        {
            return false;
        }

        RetriesUsed--;
        var state = lease.Deployment.State;
        state.CountUnanswered(report with { Failure = FailureKind.Cancelled }, default);
        state.LearnLate(report.Duration.TotalSeconds, now, lease.Tier.Rate);
        return true;
    }
}
