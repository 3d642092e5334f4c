using Fairlead.Explain;
using Fairlead.Model;
using Fairlead.Resolution;
using Fairlead.Selection;
using Fairlead.State;
using Fairlead.Telemetry;

namespace Fairlead.Attempts;

/// <summary>The way of one request through its attempts: a state machine without I/O, driven by whoever makes the calls.</summary>
/// <remarks>
/// Ask <see cref="TryNext"/> for an attempt, make the call, <see cref="Report"/> how it ended, and do as told.
/// Not thread-safe: one request, one session. Dispose it always; a lease not reported is given back as cancelled.
/// The deadline runs from the first <see cref="TryNext"/>.
/// </remarks>
public sealed partial class RouteSession : IDisposable
{
    private readonly Router _router;
    private readonly RoutingModel _model;
    private readonly RouteRequest _request;
    private ModelTarget? _target;
    private SessionNotes? _notes;
    private Lease _first;
    private long _deadline;
    private int _count;
    private int _step;
    private int _tier = -1;
    private int _stepsTried;
    private bool _triedInStep;
    private Phase _phase;

    internal RouteSession(RoutingModel model, Router router, in RouteRequest request)
    {
        _model = model;
        _router = router;
        _request = request;
        _target = RequestTarget.Of(model, request);
    }

    private enum Phase : byte
    {
        Open,
        Done,
        Ended,
        Disposed,
    }

    /// <summary>Why the request was not answered; null while it may be, and after success.</summary>
    public RouteFailure? Failure
    {
        get => _notes?.Failure;
        private set => Notes.Failure = value;
    }

    /// <summary>Attempts after the first within a model group, hedges not counted.</summary>
    public int AttemptedRetries => _count - _stepsTried - Hedges;

    /// <summary>Fallback groups tried.</summary>
    public int AttemptedFallbacks => FallbacksTried;

    /// <summary>Retries the whole request has, as things stand: a failure may bring another number.</summary>
    internal int MaxRetries => RetriesUsed + RetriesLeft;

    /// <summary>Fallback groups it may try.</summary>
    internal int MaxFallbacks => _model.Settings.MaxFallbacks;

    /// <summary>The attempts that failed so far, in order.</summary>
    internal IReadOnlyList<AttemptRecord> Failures => Records(failuresOnly: true);

    /// <summary>Every decision, when the request asked for a trace.</summary>
    public RouteExplanation? Explanation => Trace?.With(Records(failuresOnly: false), IsOverRetryBudget);

    /// <summary>What the router was told of the request.</summary>
    internal ref readonly RouteRequest Request => ref _request;

    /// <summary>Some deployment was tried already, so that candidates must be checked for it.</summary>
    internal bool HasTried => _count > 0;

    /// <summary>The next attempt, with a lease on its deployment.</summary>
    /// <param name="attempt">The attempt; default when there is none.</param>
    /// <returns>False when nobody is left to ask: <see cref="Failure"/> says why.</returns>
    /// <exception cref="ObjectDisposedException">The session is over.</exception>
    public bool TryNext(out RouteAttempt attempt)
    {
        attempt = default;
        ObjectDisposedException.ThrowIf(_phase == Phase.Disposed, this);
        if (_phase != Phase.Open)
        {
            return false;
        }

        if (_count == 0 && _target?.Group.Queue is { } queue && Admission.Covers(_request.Priority))
        {
            return TryQueued(queue, out attempt);
        }

        // A first attempt is no later for a time that is some milliseconds old. One after a wait would find that the wait is not over; and limits end with their minute.
        return TryTake(_count == 0 && _target?.Group.Limits is null ? _router.Clock.Recent : _router.Clock.Now, out attempt);
    }

    private bool TryTake(long now, out RouteAttempt attempt)
    {
        attempt = default;
        Start(now);
        if (now >= _deadline)
        {
            End(RouteRefusal.DeadlineExceeded);
            return false;
        }

        if (_count == 0 && RouteWatch.IsOn(_request, _router.Events))
        {
            Trace ??= RouteWatch.IsWhole(_request, _router.Events) ? RouteTrace.Begin(_model, _router.Clock, _router.Random, _request) : new RouteTrace(before: null);
        }

        Candidates.Of(_model, _router.Clock, _router.Random, in _request, this, now, out var candidates);
        Choice choice;
        Probe probe;
        do
        {
            if (!Choose(ref candidates, out choice))
            {
                return false;
            }

            Trace?.Note(_count, choice, ref candidates);
        }
        while (!choice.TryAcquire(ref candidates, _model.Breakers, out probe));

        // A probe is no trial: it is waited for longer, and what it brings says more.
        Take(choice, probe, now, isHedge: false, probe.Claim != 0 ? 0 : candidates.Trial, out attempt);
        BePatient(choice, probe, ref candidates, ref attempt);
        return true;
    }

    /// <summary>Ends an attempt: gives the lease back, teaches the deployment's state, and says what to do next.</summary>
    /// <param name="attempt">The attempt that ended.</param>
    /// <param name="report">How it ended.</param>
    /// <exception cref="InvalidOperationException">The attempt is not this session's, or was reported before.</exception>
    /// <exception cref="ObjectDisposedException">The session is over.</exception>
    public NextStep Report(in RouteAttempt attempt, in AttemptReport report)
    {
        ObjectDisposedException.ThrowIf(_phase == Phase.Disposed, this);
        ref var lease = ref HeldBy(attempt);
        lease.IsHeld = false;
        lease.Failure = report.Failure;
        lease.Status = report.Status;
        lease.Duration = report.Duration;
        lease.RetryAfter = report.RetryAfter;
        lease.Reason = report.Reason;
        var state = lease.Deployment.State;
        lease.AwaitNoMore(_router.Clock);
        state.Release();

        var now = _router.Clock.Now;
        if (attempt.Mock is { } mock)
        {
            return AfterMock(ref lease, mock, report, now);
        }

        lease.Tier.Usage?.Settle(state, lease.Member, MinuteOf(lease), now, _request, report);
        Book(lease.Deployment, report, now);
        var isTold = false;
        if (report.Failure == FailureKind.None)
        {
            state.IsSuspect = false;
            var beginning = lease.Beginning;
            isTold = lease.InSpiteOf.Word == 0 && state.TryKeep(report, lease.Deployment.Price, now, lease.Tier.Rate, beginning, lease.Tier.Strategy, lease.Member);
            if (!isTold)
            {
                state.CountSuccess(report, lease.Deployment.Price, now, lease.Tier.Rate, beginning);
                EndRest(ref lease, now);
            }

            Answered(lease, report, now);
        }
        else if (report.Failure == FailureKind.Lost)
        {
            Lose(ref lease, report, now);
        }
        else if (!EndsTrial(ref lease, report, now))
        {
            state.CountUnanswered(report, lease.Deployment.Price);
            state.IsSuspect |= report.Failure == FailureKind.Timeout && !report.Committed && !lease.IsCallersTime;
            CooldownPolicy.Learn(_model, lease.Deployment, report, lease.IsCallersTime, lease.InSpiteOf, _router.Random, _router.Clock, now);
        }

        EndProbe(ref lease);
        LearnMost(ref lease, report, now);

        // Only now: whoever waits is served by what has been learnt, and finds a deployment that was proved well.
        HandOn(ref lease);

        if (!isTold && report.Failure != FailureKind.Cancelled)
        {
            lease.Tier.Strategy.Observe(lease.Member, report, now);
        }

        if (lease.Step == _step && _target?.Group.Hedging is { } hedging)
        {
            LearnHedging(hedging, in lease, report);
        }

        return _phase == Phase.Open ? Decide(ref lease, report, now) : new NextStep(_phase == Phase.Done ? NextAction.Done : NextAction.GiveUp, default);
    }

    /// <summary>Whether a deployment of the current step is out because it was tried in it.</summary>
    internal bool Excludes(Deployment deployment)
    {
        // From the last attempt back: the last one on a deployment says whether it may be asked again.
        for (var i = _count - 1; i >= 0; i--)
        {
            ref var lease = ref LeaseAt(i);
            if ((lease.Step == _step && ReferenceEquals(lease.Deployment, deployment)) || lease.UsedUpQuotaOf(deployment))
            {
                return !IsRetrying || !lease.MayBeRepeated;
            }
        }

        return IsTooNear(deployment) || (IsForTheWell && !ProbePatience.IsWell(deployment.State));
    }

    private void Take(in Choice choice, Probe probe, long now, bool isHedge, double trial, out RouteAttempt attempt)
    {
        if (_count > 0)
        {
            MakeRoom();
        }

        var deployment = choice.Deployment;
        ref var lease = ref LeaseAt(_count++);
        lease.Deployment = deployment;
        lease.Tier = choice.Tier;
        lease.Member = choice.Member;
        lease.Step = _step;
        lease.InSpiteOf = probe.Claim != 0 ? probe.Behind : choice.InSpiteOf;
        lease.Probe = probe.Claim;
        lease.IsHeld = true;
        Watch(ref lease, now);
        lease.IsHedge = isHedge;
        CountIn(ref lease);
        if (!isHedge)
        {
            Charge(choice.TierIndex);
            Tie(lease, answered: false, now);
        }

        var time = AttemptTimeouts.Of(in _request, deployment.OwnTimes, _model.Settings, out lease.IsCallersTime);
        if (_deadline != long.MaxValue && _router.Clock.Span(_deadline - now) is var left && left < time)
        {
            time = left;
            lease.IsCallersTime |= _request.Deadline is not null;
        }

        if (trial > 0)
        {
            lease.IsTrial = true;
            time = TimeSpan.FromSeconds(trial) is var most && most < time ? most : time;
        }

        var group = _target!.Group;
        attempt = new RouteAttempt(deployment, _count, group.Name, time)
        {
            IsFallback = _step > 0,
            IsHedge = isHedge,
            IsMirror = _request.IsMirror,
            HedgeAfter = isHedge || group.Hedging is not { } policy || _request.Mock is not null ? null : HedgeAfter(policy, now),
            Turn = _step > 0 || _request.Mock is not null ? new AttemptTurn(_request.Mock?.For(isFirst: _count == 1), _step > 0 ? Plan![_step].Parameters : null) : null,
        };
    }

    private ref Lease HeldBy(in RouteAttempt attempt)
    {
        if (attempt.Number >= 1 && attempt.Number <= _count)
        {
            ref var lease = ref LeaseAt(attempt.Number - 1);
            if (lease.IsHeld && ReferenceEquals(lease.Deployment, attempt.Deployment))
            {
                return ref lease;
            }
        }

        throw new InvalidOperationException("The attempt is not this session's, or was reported before.");
    }
}
