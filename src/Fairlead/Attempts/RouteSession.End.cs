using Fairlead.Limits;
using Fairlead.Selection;
using Fairlead.State;
using Fairlead.Telemetry;

namespace Fairlead.Attempts;

/// <content>How a request ends unanswered.</content>
public sealed partial class RouteSession
{
    /// <summary>Gives back what is still held.</summary>
    public void Dispose()
    {
        if (_phase == Phase.Disposed)
        {
            return;
        }

        // Who is given up while it waits must not be served any more.
        Waiter?.Leave(new CancellationToken(canceled: true));
        _phase = Phase.Disposed;
        for (var i = 0; i < _count; i++)
        {
            ref var lease = ref LeaseAt(i);
            if (lease.IsHeld)
            {
                lease.IsHeld = false;
                lease.Failure = FailureKind.Cancelled;
                var left = new AttemptReport { Failure = FailureKind.Cancelled };
                lease.AwaitNoMore(_router.Clock);
                lease.Deployment.State.Release();
                lease.Tier.Usage?.Settle(lease.Deployment.State, lease.Member, MinuteOf(lease), _router.Clock.Now, _request, left);
                lease.Deployment.State.CountUnanswered(left, default);
                EndProbe(ref lease);
                HandOn(ref lease);
            }
        }

        if (Trace is { Explanation: not null })
        {
            RouteWatch.Tell(this, Failure, _router.Events);
        }
    }

    private NextStep GiveUp(RouteRefusal refusal)
    {
        End(refusal);
        return new NextStep(NextAction.GiveUp, default);
    }

    private void End(RouteRefusal refusal, TimeSpan? retryAfter = null, string? policy = null)
    {
        _phase = Phase.Ended;
        var attempts = Records(failuresOnly: true);
        Failure = refusal == RouteRefusal.None || attempts.Count > 0
            ? RouteFailures.OfAttempts(refusal, _request.Model, attempts, MostUseful(), EarliestReturn(MostUseful()))
            : RouteFailures.OfRefusal(refusal, _request, retryAfter, policy);
        if (IsOverRetryBudget)
        {
            Failure = Failure with { Message = Failure.Message + RouteFailures.OverRetryBudget };
        }
    }

    /// <summary>Nobody could be asked: because all rest, or because policy leaves nobody.</summary>
    private void EndUnasked(ref Candidates candidates)
    {
        if (_count > 0)
        {
            End(RouteRefusal.None);
            return;
        }

        var soonest = long.MaxValue;
        var isFull = false;
        var minuteEnds = false;
        string? policy = null;
        BudgetRefusal? budgets = null;
        var window = -1;
        for (var step = 0; step < (Plan?.Count ?? 1); step++)
        {
            var group = (Plan is null ? _target! : Plan[step].Target).Group;
            candidates.Enter(group);
            foreach (var tier in group.Tiers)
            {
                candidates.Enter(tier);
                for (var member = 0; member < candidates.Count; member++)
                {
                    if (candidates.DroppedByPolicy(member) is { } dropped)
                    {
                        // The most useful thing to tell is what the caller can mend.
                        policy = Candidates.MoreTelling(policy, dropped);
                        window = dropped == Candidates.ContextWindow ? Math.Max(window, tier.Members[member].MaxInputTokens) : window;
                        if (dropped == "budget")
                        {
                            (budgets ??= new BudgetRefusal()).Add(tier.Members[member], _request.Tags, candidates.ReadNow());
                        }
                    }
                    else if (candidates.IsFull(member))
                    {
                        isFull = true;
                        minuteEnds |= !candidates.IsBusy(member) && tier.Usage!.MayAnswerNextMinute(member, _request);
                    }
                    else
                    {
                        soonest = Math.Min(soonest, tier.States[member].Rest.Until);
                    }
                }
            }
        }

        if (isFull)
        {
            // Whoever is at a limit of the minute may answer in the next; one who rests, perhaps before that.
            var now = _router.Clock.Now;
            var rest = soonest > now && soonest != long.MaxValue ? _router.Clock.Span(soonest - now) : TimeSpan.MaxValue;
            var left = _router.Clock.LeftOfMinute(now);
            End(RouteRefusal.AllAtLimit, minuteEnds ? rest < left ? rest : left : null);
        }
        else if (soonest == long.MaxValue && budgets is not null)
        {
            End(RouteRefusal.OverBudget, budgets.RetryAfter(_router.Clock, _router.Clock.Now), budgets.ToString());
        }
        else if (soonest == long.MaxValue && window >= 0)
        {
            Failure = RouteFailures.TooLong(_request, window);
            _phase = Phase.Ended;
        }
        else if (soonest == long.MaxValue)
        {
            End(RouteRefusal.NoneAllowed, policy: policy);
        }
        else
        {
            End(RouteRefusal.AllCoolingDown, _router.Clock.Span(Math.Max(0, soonest - _router.Clock.Now)));
        }
    }

    private List<AttemptRecord> Records(bool failuresOnly)
    {
        var records = new List<AttemptRecord>(_count);
        for (var i = 0; i < _count; i++)
        {
            ref var lease = ref LeaseAt(i);
            if (!lease.IsHeld && (!failuresOnly || lease.Failure != FailureKind.None))
            {
                records.Add(lease.ToRecord(i + 1, GroupOf(lease)));
            }
        }

        return records;
    }

    /// <summary>The failure worth telling: the highest in rank, of equals the first.</summary>
    private ref readonly Lease MostUseful()
    {
        var best = 0;
        for (var i = 1; i < _count && !_model.Settings.TellsFirstError; i++)
        {
            if (FailureRules.Of(LeaseAt(i).Failure).Usefulness > FailureRules.Of(LeaseAt(best).Failure).Usefulness)
            {
                best = i;
            }
        }

        return ref LeaseAt(best);
    }

    /// <summary>When the first of those who asked to be left alone may answer again; null when the failure told is of another kind.</summary>
    private TimeSpan? EarliestReturn(in Lease useful)
    {
        if (!QuotaRule.IsQuota(useful.Failure) && useful.RetryAfter is null)
        {
            return null;
        }

        TimeSpan? earliest = null;
        var now = _router.Clock.Now;
        for (var i = 0; i < _count; i++)
        {
            ref var lease = ref LeaseAt(i);
            if (!QuotaRule.IsQuota(lease.Failure) && lease.RetryAfter is null)
            {
                continue;
            }

            var rest = lease.Deployment.State.Rest;
            var returns = rest.Lasts(now) ? _router.Clock.Span(rest.Until - now) : lease.RetryAfter;
            earliest = earliest is null || returns < earliest ? returns : earliest;
        }

        return earliest;
    }
}
