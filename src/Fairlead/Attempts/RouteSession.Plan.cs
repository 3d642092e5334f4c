using Fairlead.Model;
using Fairlead.Resolution;
using Fairlead.Selection;

namespace Fairlead.Attempts;

/// <content>Whom to ask next, and what it costs.</content>
public sealed partial class RouteSession
{
    /// <summary>Retries left for the whole request: its own number, else the policy's for the last failure, else that of the deployment that failed last, else the router's.</summary>
    private int RetriesLeft => (_request.NumRetries ?? FailingsRetries ?? _model.Settings.NumRetries) - RetriesUsed;

    /// <summary>
    /// (1) the current group, lowest tier first; (2) the next group of the plan that has somebody healthy;
    /// (3) the least bad of those who rest; (4) nobody.
    /// </summary>
    private bool Choose(ref Candidates candidates, out Choice choice)
    {
        choice = default;
        if (_target is null)
        {
            End(RouteRefusal.UnknownModel);
            return false;
        }

        candidates.Enter(_target.Group);
        if (Find(ref candidates, out choice))
        {
            return true;
        }

        if (HoldsAny())
        {
            // Others are still under way: the request is not over, there is only nobody to ask beside them.
            return false;
        }

        if (PassCooldown(ref candidates, out choice))
        {
            return true;
        }

        while (TurnToFallback(ref candidates, candidates.WhyNobody(_target.Group)))
        {
            if (Find(ref candidates, out choice))
            {
                return true;
            }
        }

        if (FindsFull(ref candidates))
        {
            // Who is healthy and busy is better than who is ill.
            return false;
        }

        if (Panic(ref candidates, out choice))
        {
            return true;
        }

        EndUnasked(ref candidates);
        return false;
    }

    /// <summary>Where the request would go now; nothing is held.</summary>
    /// <param name="isPeek">Not even a turn is taken.</param>
    internal Deployment? Peek(bool isPeek)
    {
        _deadline = long.MaxValue;
        var candidates = new Candidates(_model, _router.Clock, _router.Random, in _request, this, now: 0);
        candidates.IsPeek = isPeek;
        return Choose(ref candidates, out var choice) ? choice.Deployment : null;
    }

    /// <summary>A healthy deployment of the current group that the budget allows.</summary>
    private bool Find(ref Candidates candidates, out Choice choice)
    {
        if (Continue(ref candidates, out choice))
        {
            return true;
        }

        var tiers = _target!.Group.Tiers;
        for (var i = FirstAffordableTier(); i < tiers.Length; i++)
        {
            candidates.Enter(tiers[i]);
            var member = PickOf(tiers[i], ref candidates, out var tied);
            if (member >= 0)
            {
                choice = new Choice(tiers[i], i, member, default) { IsTied = tied };
                return true;
            }
        }

        choice = default;
        return false;
    }

    /// <summary>Whether <see cref="Find"/> would find somebody; draws no lots.</summary>
    private bool CanFind(ref Candidates candidates)
    {
        var tiers = _target!.Group.Tiers;
        for (var i = FirstAffordableTier(); i < tiers.Length; i++)
        {
            candidates.Enter(tiers[i]);
            for (var member = 0; member < candidates.Count; member++)
            {
                if (candidates.Allows(member))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Without retries left only higher tiers are open: moving up is free.</summary>
    private int FirstAffordableTier() => _triedInStep && RetriesLeft <= 0 ? _tier + 1 : 0;

    /// <summary>Moves to the next group of the plan that has somebody healthy.</summary>
    /// <param name="candidates">Left within that group.</param>
    /// <param name="kind">How the current group failed; none when its deployments all rest.</param>
    private bool TurnToFallback(ref Candidates candidates, FailureKind kind)
    {
        Plan ??= new AttemptPlan(_target!);
        Plan.Extend(_target!, kind, _request, _model);
        var from = (Target: _target!, Step: _step, Tier: _tier, Tried: _triedInStep);
        for (var next = _step + 1; next < Plan.Count && FallbacksTried < _model.Settings.MaxFallbacks; next++)
        {
            Enter(Plan[next].Target, next);
            candidates.Enter(_target!.Group);
            if (CanFind(ref candidates))
            {
                IsRetrying = false;
                return true;
            }

            // Passed by because all rest, or the prompt is too long for it: its own fallbacks may stand in.
            Plan.Extend(_target!, candidates.WhyNobody(_target.Group), _request, _model);
        }

        (_target, _step, _tier, _triedInStep) = from;
        candidates.Enter(_target.Group);
        return false;
    }

    private void Enter(ModelTarget target, int step)
    {
        _target = target;
        _step = step;
        _tier = -1;
        _triedInStep = false;
    }

    /// <summary>The first attempt in a group and one in a higher tier are free; any other costs a retry.</summary>
    private void Charge(int tier)
    {
        if (!_triedInStep)
        {
            _triedInStep = true;
            _stepsTried++;
            if (_step > 0)
            {
                FallbacksTried++;
            }
        }
        else if (tier <= _tier)
        {
            RetriesUsed++;
        }

        _tier = Math.Max(_tier, tier);
        IsRetrying = false;
    }

    /// <summary>What follows from a report. In this order: another deployment of the group, a fallback or a wait, the least bad.</summary>
    private NextStep Decide(ref Lease lease, in AttemptReport report, long now)
    {
        if (report.Failure == FailureKind.None)
        {
            _phase = Phase.Done;
            return new NextStep(NextAction.Done, default);
        }

        ref readonly var rule = ref FailureRules.Of(report.Failure);
        if (!report.Committed && report.Failure != FailureKind.Cancelled && HoldsAny())
        {
            // The other attempt may answer yet; what is to be done if it does not is decided by its own end.
            return new NextStep(NextAction.Wait, default);
        }

        if (report.Committed || rule.Remedy == Remedy.Nobody)
        {
            return GiveUp(RouteRefusal.None);
        }

        if (now >= _deadline)
        {
            return GiveUp(RouteRefusal.DeadlineExceeded);
        }

        if (report.Failure == FailureKind.Unsupported)
        {
            // Who has no such endpoint, or does not speak the format, was not called: that costs the request no retry. Nobody is asked twice for it.
            RetriesUsed--;
        }

        var grant = _model.Settings.RetryPolicies?.For(_target!.Requested, GroupOf(lease), report) ?? default;
        lease.IsGranted = grant.MayRepeat;
        FailingsRetries = grant.Retries ?? lease.Deployment.Config.Params.NumRetries;
        Candidates.Of(_model, _router.Clock, _router.Random, in _request, this, now, out var candidates);
        candidates.Enter(_target!.Group);
        if (rule.Remedy == Remedy.OtherModel && !(lease.IsGranted && RetriesLeft > 0))
        {
            return TurnToFallback(ref candidates, report.Failure) ? Next : GiveUp(RouteRefusal.None);
        }

        if (CanFind(ref candidates))
        {
            return Next;
        }

        // Whoever sets a number for a class wants those tries before a fallback.
        var fallbackFirst = rule.FallbackFirst && !lease.IsGranted;
        if (fallbackFirst && TurnToFallback(ref candidates, report.Failure))
        {
            return Next;
        }

        if (lease.MayBeRepeated && RetriesLeft > 0 && CanWait(ref candidates, report, now, out var delay))
        {
            return new NextStep(NextAction.Retry, delay);
        }

        if (!fallbackFirst && TurnToFallback(ref candidates, report.Failure))
        {
            return Next;
        }

        return rule.Remedy != Remedy.OtherModel && CanPanic(ref candidates) ? Next : GiveUp(RouteRefusal.None);
    }

    /// <summary>The deadline runs from the first time somebody is asked for.</summary>
    private void Start(long now)
    {
        if (_deadline == 0)
        {
            _deadline = (_request.Deadline ?? _model.Settings.RequestDeadline) is { } allowed ? now + _router.Clock.Ticks(allowed) : long.MaxValue;
            _target?.Group.Hedging?.Count();
            _model.RetryBudget?.Count();
        }
    }

    private static NextStep Next => new(NextAction.Next, default);

    /// <summary>Whether a deployment tried before will be up, and the deadline not past, after the back-off.</summary>
    private bool CanWait(ref Candidates candidates, in AttemptReport report, long now, out TimeSpan delay)
    {
        delay = _model.Settings.RetriesWithoutWait && _target!.Group.All.Length > 1
            ? TimeSpan.Zero
            : Backoff.Delay(report.RetryAfter, _model.Settings.LeastRetryDelay, Waits, _router.Random);
        var then = now + _router.Clock.Ticks(delay);
        if (then >= _deadline)
        {
            return false;
        }

        IsRetrying = true;
        candidates.Now = then;
        var found = CanFind(ref candidates);
        candidates.Now = now;
        found = found && TakesRetry(now);
        IsRetrying = found;
        Waits += found ? 1 : 0;
        return found;
    }

    private bool HoldsAny()
    {
        for (var i = 0; i < _count; i++)
        {
            if (LeaseAt(i).IsHeld)
            {
                return true;
            }
        }

        return false;
    }
}
