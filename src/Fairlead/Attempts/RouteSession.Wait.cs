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
        cancellationToken.ThrowIfCancellationRequested();
        if (!TryJoin(served: null, out var waiter))
        {
            return default;
        }

        var leaving = cancellationToken.UnsafeRegister(static (waiter, token) => ((Waiter)waiter!).Leave(token), waiter);
        await using (leaving.ConfigureAwait(false))
        {
            return await waiter.Task.ConfigureAwait(false);
        }
    }

    /// <summary>The same, for who goes on by itself.</summary>
    /// <param name="served">Told once, perhaps at once, under the queue's lock, with the attempt or one whose number is 0.</param>
    /// <returns>False when it is not to wait.</returns>
    internal bool Wait(Action<RouteAttempt> served) => TryJoin(served, out _);

    private bool TryJoin(Action<RouteAttempt>? served, out Waiter waiter)
    {
        if (!MayWait || _target?.Group.Queue is not { } queue)
        {
            throw new InvalidOperationException("There is nothing to wait for.");
        }

        var now = _router.Clock.Now;
        Start(now);
        waiter = Waiter = new Waiter(this, queue, Admission.PriorityOf(_request.Priority), _request, served)
        {
            Expires = Math.Min(_deadline == long.MaxValue ? _deadline : _deadline - ToBegin(now), now + Admission.Timeout),
        };
        return queue.Join(waiter, Admission);
    }

    /// <summary>What of the time left is not for waiting: who is served at the last moment of it is not answered in it. The least time to the first token in the group, as far as it is known.</summary>
    private long ToBegin(long now)
    {
        var least = double.PositiveInfinity;
        foreach (var tier in _request.Stream ? _target!.Group.Tiers : [])
        {
            foreach (var state in tier.States)
            {
                var times = state.Latency(now, tier.Rate.HalfLife);
                least = times.FirstTokenWeight > 0 ? Math.Min(least, times.FirstToken) : least;
            }
        }

        return double.IsFinite(least) ? _router.Clock.Ticks(TimeSpan.FromSeconds(least)) : 0;
    }

    /// <summary>It has waited long enough. Called by the queue, which has the session while it waits.</summary>
    internal void EndWait(TimeSpan waited, int place, int of) =>
        End(RouteRefusal.QueueTimeout, policy: string.Create(CultureInfo.InvariantCulture, $"It waited {waited.TotalSeconds:0.0} s and stood at place {place} of {of}."));

    /// <summary>The queue is full, or somebody who goes before it has its place.</summary>
    internal void EndRefused(int waiting) => End(RouteRefusal.QueueFull, policy: string.Create(CultureInfo.InvariantCulture, $"{waiting} requests wait for them already"));

    /// <summary>Its turn would come too late.</summary>
    internal void EndHopeless(int place, TimeSpan wait, TimeSpan left) => End(
        RouteRefusal.QueueFull,
        retryAfter: wait - left,
        policy: string.Create(CultureInfo.InvariantCulture, $"place {place} in the queue is {wait.TotalSeconds:0.0} s away, where {left.TotalSeconds:0.0} s are left"));

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
