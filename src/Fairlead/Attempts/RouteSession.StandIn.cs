using System.Runtime.CompilerServices;
using Fairlead.Model;
using Fairlead.Selection;
using Fairlead.State;

namespace Fairlead.Attempts;

/// <content>A second attempt beside the probe of a half-open breaker that is late: whoever meets somebody that accepts calls and never answers need not wait for a whole timeout.</content>
public sealed partial class RouteSession
{
    /// <summary>Of the hedges, those that stood in for a late probe. They are in nobody's budget: there is one to a rest.</summary>
    internal int StandIns
    {
        get => _notes?.StandIns ?? 0;
        private set => Notes.StandIns = value;
    }

    /// <summary>Whoever has rested and did not prove well since is out.</summary>
    private bool IsForTheWell
    {
        get => _notes is { IsForTheWell: true };
        set => Noted(value)?.IsForTheWell = value;
    }

    /// <summary>Says when another is asked beside a probe just taken, or a call to somebody whose last call ran out of its time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void BePatient(in Choice choice, Probe probe, ref Candidates candidates, ref RouteAttempt attempt)
    {
        if (probe.Claim != 0 || choice.Deployment.State.IsSuspect)
        {
            attempt = Patiently(choice.Deployment, ref candidates, attempt);
        }
    }

    /// <summary>Where somebody well is there to ask. Who declines hedges, or asks that the request is sent once, waits.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private RouteAttempt Patiently(Deployment asked, ref Candidates candidates, in RouteAttempt attempt)
    {
        if ((_request.Hedge ?? (_request.NumRetries != 0)) && _request.Mock is null
            && (ProbePatience.OfOthers(ref candidates, _target!.Group, asked, _request) ?? OfFallback(ref candidates, asked)) is { } others
            && ProbePatience.Of(asked.State, others, _request, candidates.ReadNow()) is > 0 and var seconds)
        {
            LeaseAt(_count - 1).Patience = TimeSpan.FromSeconds(seconds);
            return attempt with { HedgeAfter = TimeSpan.FromSeconds(seconds) };
        }

        return attempt;
    }

    /// <summary>What those usually take who answer when nobody well is in the group, in seconds; null where there is no such group.</summary>
    private double? OfFallback(ref Candidates candidates, Deployment asked)
    {
        var from = (_target, _step, _tier, _triedInStep);
        var plan = Plan;
        double? usual = TurnToFallback(ref candidates, FailureKind.Timeout) ? ProbePatience.OfOthers(ref candidates, _target!.Group, asked, _request) : null;
        (_target, _step, _tier, _triedInStep) = from;

        // The first plan goes by how the first attempt fails, and it has not.
        Plan = plan;
        candidates.Enter(_target!.Group);
        return usual;
    }

    /// <summary>Somebody well in the next group of the plan. The request goes on from there.</summary>
    private bool TryElsewhere(ref Candidates candidates, out Choice choice, out Probe probe)
    {
        (choice, probe) = (default, default);
        var from = (_target, _step, _tier, _triedInStep);
        if (TurnToFallback(ref candidates, FailureKind.Timeout) && TryAcquireAny(ref candidates, policy: null, out choice, out probe, out _))
        {
            return true;
        }

        (_target, _step, _tier, _triedInStep) = from;
        candidates.Enter(_target!.Group);
        return false;
    }

    /// <summary>Counts the second attempt: in another group it is a fallback, as it would be had the first ended.</summary>
    private void CountIn(in Choice choice, bool standsIn, int step)
    {
        if (_step != step)
        {
            Charge(choice.TierIndex);
            return;
        }

        Hedges++;
        StandIns += standsIn ? 1 : 0;
    }

    /// <summary>
    /// Another attempt has answered first. One that was given its time has failed all the same: if it was a probe, its deployment rests again, for longer. Of its times no more is
    /// learnt: with waits cut short, what it usually takes would seem to grow from probe to probe.
    /// </summary>
    private void Lose(ref Lease lease, in AttemptReport report, long now)
    {
        var state = lease.Deployment.State;
        if (lease.Patience == TimeSpan.Zero)
        {
            state.CountLost(report, _request.Stream, _target?.Group.Hedging?.Excess(_request, report.Duration) ?? 1, lease.Deployment.Price, now, _model.Settings.Rate);
            return;
        }

        state.CountUnanswered(report, lease.Deployment.Price);
        if (report.Duration >= lease.Patience)
        {
            var late = report with { Failure = FailureKind.Timeout };
            CooldownPolicy.Learn(_model, lease.Deployment, late, callersTimeout: false, lease.InSpiteOf, _router.Random, _router.Clock, now);
        }
    }
}
