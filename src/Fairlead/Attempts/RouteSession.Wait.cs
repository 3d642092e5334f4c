using System.Globalization;
using Fairlead.Limits;
using Fairlead.Selection;
using Fairlead.State;

namespace Fairlead.Attempts;

/// <content>Waiting for a place.</content>
public sealed partial class RouteSession
{
    /// <summary>
    /// <see cref="TryNext"/> found everybody at a limit, and the request may wait until somebody is not: ask <see cref="WaitAsync"/>.
    /// </summary>
    public bool MayWait => FoundFull && _phase == Phase.Open && !_request.IsMirror;

    /// <summary>The request waits in the order of priorities where it must wait, by its own wish or the router's.</summary>
    public bool IsPrioritized => _model.Settings.Admission.Covers(_request.Priority);

    private AdmissionRules Admission => _model.Settings.Admission;

    /// <summary>Waits for the next attempt, behind those who are as urgent and came before. Nothing is held meanwhile.</summary>
    /// <param name="cancellationToken">Ends the wait; the request then leaves the queue and takes no place.</param>
    /// <returns>The attempt, with a lease; one whose <see cref="RouteAttempt.Number"/> is 0 when there is none: <see cref="Failure"/> says why.</returns>
    /// <exception cref="InvalidOperationException"><see cref="MayWait"/> is false.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async ValueTask<RouteAttempt> WaitAsync(CancellationToken cancellationToken)
    {
        if (!MayWait || _target?.Group.Queue is not { } queue)
        {
            throw new InvalidOperationException("There is nothing to wait for.");
        }

        cancellationToken.ThrowIfCancellationRequested();
        var now = _router.Clock.Now;
        Start(now);
        var waiter = Waiter = new Waiter(this, queue, Admission.PriorityOf(_request.Priority), _request)
        {
            Expires = Math.Min(_deadline, now + Admission.Timeout),
        };
        if (!queue.Join(waiter, Admission))
        {
            End(RouteRefusal.QueueFull, policy: Admission.MaxQueue.ToString(CultureInfo.InvariantCulture));
            return default;
        }

        var leaving = cancellationToken.UnsafeRegister(static (waiter, token) => ((Waiter)waiter!).Leave(token), waiter);
        await using (leaving.ConfigureAwait(false))
        {
            return await waiter.Task.ConfigureAwait(false);
        }
    }

    /// <summary>It has waited long enough. Called by the queue, which has the session while it waits.</summary>
    internal void EndWait(TimeSpan waited, int place, int of) =>
        End(RouteRefusal.QueueTimeout, policy: string.Create(CultureInfo.InvariantCulture, $"It waited {waited.TotalSeconds:0.0} s and stood at place {place} of {of}."));

    /// <summary>Somebody more urgent has its place in a full queue.</summary>
    internal void EndDisplaced(int waiting) => End(RouteRefusal.QueueFull, policy: waiting.ToString(CultureInfo.InvariantCulture));

    /// <summary>A first attempt of a request that waits its turn.</summary>
    private bool TryQueued(AdmissionQueue queue, out RouteAttempt attempt)
    {
        FoundFull = false;
        var now = _router.Clock.Now;
        if (!Admission.Reserves)
        {
            attempt = default;
            return !MustWait(queue, now) && TryTake(now, out attempt);
        }

        // Looked and taken as one: of two who see one place that nobody keeps, one waits.
        using (queue.Hold())
        {
            attempt = default;
            return !MustWait(queue, now) && TryTake(now, out attempt);
        }
    }

    /// <summary>Whether a first attempt must wait whatever is free: for those who came before, or because what is free is kept for others.</summary>
    private bool MustWait(AdmissionQueue queue, long now)
    {
        if ((Waiter is null && !queue.IsEmpty) || (Admission.Reserves && !queue.HasPlace(_target!.Group, Admission.PriorityOf(_request.Priority), Admission, now)))
        {
            WakeAt = long.MaxValue;
            return FoundFull = true;
        }

        return false;
    }

    /// <summary>Whether somebody who could answer is only at a limit, so that a wait helps.</summary>
    private bool FindsFull(ref Candidates candidates)
    {
        if (_count > 0 || _target?.Group.Queue is null || !Admission.Covers(_request.Priority) || Admission.MaxQueue == 0)
        {
            return false;
        }

        WakeAt = long.MaxValue;
        var now = candidates.ReadNow();
        var (limited, ill) = (false, false);
        candidates.Enter(_target.Group);
        foreach (var tier in _target.Group.Tiers)
        {
            candidates.Enter(tier);
            for (var member = 0; member < candidates.Count; member++)
            {
                if (candidates.DroppedByPolicy(member) is not null)
                {
                    continue;
                }

                var rest = tier.States[member].Rest;
                if (candidates.IsBusy(member))
                {
                    FoundFull = true;
                }
                else if (candidates.IsSpent(member) && tier.Usage!.MayAnswerNextMinute(member, _request))
                {
                    FoundFull = true;
                    WakeAt = Math.Min(WakeAt, now + _router.Clock.Ticks(_router.Clock.LeftOfMinute(now)));
                }
                else if (rest.Lasts(now))
                {
                    WakeAt = Math.Min(WakeAt, rest.Until);
                    limited |= rest.Cause == FailureKind.RateLimited;
                    ill |= !QuotaRule.IsQuota(rest.Cause);
                }
            }
        }

        // Somebody who is only ill is asked at once rather than anybody waited for.
        return FoundFull |= Admission.WaitsForRests && limited && !ill;
    }

    /// <summary>Counts an attempt for its class, where places are reserved.</summary>
    private void CountIn(ref Lease lease)
    {
        if (lease.Deployment.Queue is { } queue && Admission.Reserves)
        {
            lease.Class = queue.UnderWay(Admission.PriorityOf(_request.Priority));
            Interlocked.Increment(ref lease.Class.Value);
        }
    }

    /// <summary>The place of an attempt that ended goes to whoever waits for it.</summary>
    private static void HandOn(ref Lease lease)
    {
        if (lease.Deployment.Queue is { } queue)
        {
            if (lease.Class is { } underWay)
            {
                Interlocked.Decrement(ref underWay.Value);
                lease.Class = null;
            }

            queue.Freed();
        }
    }
}
