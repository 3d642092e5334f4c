using Fairlead.Attempts.Hedging;
using Fairlead.Model;
using Fairlead.Selection;

namespace Fairlead.Attempts;

/// <content>A second attempt beside one that is late.</content>
public sealed partial class RouteSession
{
    /// <summary>Attempts made beside one under way.</summary>
    public int AttemptedHedges => Hedges;

    /// <summary>
    /// A second attempt beside the one under way, on a deployment that was not tried: with another provider, base URL and credential where there is one.
    /// Ask for it when <see cref="RouteAttempt.HedgeAfter"/> has passed without content. Beside one that was to show whether a deployment is well again after a rest,
    /// or comes after one that ran out of its time, there is one although hedging is off: in a fallback where nobody well is left in the group.
    /// </summary>
    /// <param name="attempt">The attempt; default when there is none.</param>
    /// <returns>
    /// False when there is to be none: hedging is off for the group or the request, its budget is spent, the deadline is too near for another answer,
    /// or nobody else can be asked. The attempt under way goes on in any case.
    /// </returns>
    /// <exception cref="ObjectDisposedException">The session is over.</exception>
    public bool TryHedge(out RouteAttempt attempt)
    {
        attempt = default;
        ObjectDisposedException.ThrowIf(_phase == Phase.Disposed, this);
        if (_phase != Phase.Open || OnlyHeld() is not (>= 0 and var held))
        {
            return false;
        }

        var late = LeaseAt(held).Deployment;
        var isProbe = LeaseAt(held).Patience > TimeSpan.Zero;
        var policy = isProbe ? null : _target!.Group.Hedging;
        if (!isProbe && policy?.Covers(_request) is not true)
        {
            return false;
        }

        var now = _router.Clock.Now;
        if (now + (policy?.State.Usual(_request.Stream) ?? 0) >= _deadline || policy?.State.TryTake() is false)
        {
            return false;
        }

        var candidates = new Candidates(_model, _router.Clock, _router.Random, in _request, this, now);
        candidates.Enter(_target!.Group);
        AwayFrom = late;
        IsForTheWell = isProbe;
        var found = TryAcquireAny(ref candidates, policy, out var choice, out var probe, out var cost);
        AwayFrom = null;
        found = found || TryAcquireAny(ref candidates, policy, out choice, out probe, out cost);
        found = found || (isProbe && TryElsewhere(ref candidates, out choice, out probe));
        IsForTheWell = false;
        if (!found && !(isProbe && TryAcquireAny(ref candidates, policy, out choice, out probe, out cost)))
        {
            policy?.State.PutBack();
            return false;
        }

        CountIn(choice, isProbe, LeaseAt(held).Step);
        Take(choice, probe, now, isHedge: true, trial: 0, out attempt);
        LeaseAt(_count - 1).Paid = cost;
        return true;
    }

    /// <summary>When a hedge of an attempt that starts now would start; null for never.</summary>
    private TimeSpan? HedgeAfter(HedgePolicy policy, long now) =>
        _target!.Group.All.Length > 1 && policy.Covers(_request) && policy.Delay(_request) is > 0 and var delay && now + delay < _deadline
            ? _router.Clock.Span(delay)
            : null;

    /// <summary>Whether a deployment shares what a late one may fail by: provider, address and credential.</summary>
    private bool IsTooNear(Deployment deployment)
    {
        if (AwayFrom is not { } late)
        {
            return false;
        }

        var (one, other) = (late.Config.Params, deployment.Config.Params);
        return string.Equals(late.Provider, deployment.Provider, StringComparison.Ordinal)
            && string.Equals(one.ApiBase, other.ApiBase, StringComparison.Ordinal)
            && string.Equals(one.ApiKey?.Reveal(), other.ApiKey?.Reveal(), StringComparison.Ordinal);
    }

    /// <summary>The place of the one attempt under way; -1 when there are more, or none.</summary>
    private int OnlyHeld()
    {
        var only = -1;
        for (var i = 0; i < _count; i++)
        {
            if (LeaseAt(i).IsHeld)
            {
                if (only >= 0)
                {
                    return -1;
                }

                only = i;
            }
        }

        return only;
    }

    /// <summary>A lease on a healthy deployment of the group, the lowest tier first. A hedge is no retry and costs none.</summary>
    private bool TryAcquireAny(ref Candidates candidates, HedgePolicy? policy, out Choice choice, out Probe probe, out double cost)
    {
        probe = default;
        var tiers = _target!.Group.Tiers;
        for (var i = 0; i < tiers.Length; i++)
        {
            candidates.Enter(tiers[i]);
            while (tiers[i].Strategy.Pick(ref candidates) is >= 0 and var member)
            {
                choice = new Choice(tiers[i], i, member, default);
                cost = 0;
                if (policy?.TryPay(choice.Deployment, _request, out cost) is false)
                {
                    return false;
                }

                Trace?.Note(_count, choice, ref candidates);
                if (choice.TryAcquire(ref candidates, _model.Breakers, out probe))
                {
                    return true;
                }

                policy?.State.Correct(-cost);
            }
        }

        choice = default;
        cost = 0;
        return false;
    }

    /// <summary>Teaches the group's hedging how an attempt ended, and puts right what a hedge cost.</summary>
    private void LearnHedging(HedgePolicy policy, ref readonly Lease lease, in AttemptReport report)
    {
        policy.Learn(_request, report);
        if (lease.Paid > 0 && report.InputTokens + report.OutputTokens > 0)
        {
            policy.State.Correct(lease.Deployment.Price.Of(report.InputTokens, report.OutputTokens) - lease.Paid);
        }
    }
}
