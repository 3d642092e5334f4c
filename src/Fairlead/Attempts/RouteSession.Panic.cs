using Fairlead.Selection;
using Fairlead.State;

namespace Fairlead.Attempts;

/// <content>When all rest.</content>
public sealed partial class RouteSession
{
    /// <summary>
    /// Health never leaves a request without anybody: the deployment whose rest ends soonest is asked, once a request, in the first group of the plan
    /// that has one. So is one whose rest is over and whose probe is under way. Not so a deployment that rests because of a quota: it would only refuse again.
    /// </summary>
    private bool Panic(ref Candidates candidates, out Choice choice)
    {
        choice = default;
        if (HasPanicked || (_triedInStep && RetriesLeft <= 0))
        {
            return false;
        }

        var last = Plan is null || FallbacksTried >= _model.Settings.MaxFallbacks ? _step : Plan.Count - 1;
        for (var step = _step; step <= last; step++)
        {
            if (step != _step)
            {
                Enter(Plan![step].Target, step);
            }

            candidates.Enter(_target!.Group);
            if (LeastBad(ref candidates, out choice))
            {
                // The first attempt is every request's right.
                HasPanicked = true;
                return _count == 0 || TakesRetry(candidates.ReadNow());
            }
        }

        return false;
    }

    /// <summary>The deployment a request names by its id, although it rests, where that is asked for (<c>litellm_compatibility</c>). Policies and limits hold.</summary>
    private bool PassCooldown(ref Candidates candidates, out Choice choice)
    {
        choice = default;
        if (!_model.Settings.IdsPassCooldowns || _triedInStep || _target is not { ResolvedBy: "deployment-id" })
        {
            return false;
        }

        candidates.Enter(_target.Group.Tiers[0]);
        if (!candidates.AllowsPresent(0))
        {
            return false;
        }

        choice = new Choice(_target.Group.Tiers[0], 0, 0, _target.Group.Tiers[0].States[0].Rest);
        return true;
    }

    private bool LeastBad(ref Candidates candidates, out Choice choice)
    {
        choice = default;
        var tiers = _target!.Group.Tiers;
        var soonest = long.MaxValue;
        var now = candidates.ReadNow();
        for (var i = 0; i < tiers.Length; i++)
        {
            candidates.Enter(tiers[i]);
            for (var member = 0; member < candidates.Count; member++)
            {
                var rest = tiers[i].States[member].Rest;
                if (rest.Until < soonest && !(QuotaRule.IsQuota(rest.Cause) && rest.Lasts(now)) && candidates.AllowsPresent(member))
                {
                    soonest = rest.Until;
                    choice = new Choice(tiers[i], i, member, rest);
                }
            }
        }

        return soonest != long.MaxValue;
    }

    private bool CanPanic(ref Candidates candidates)
    {
        if (HasPanicked || RetriesLeft <= 0)
        {
            return false;
        }

        candidates.Enter(_target!.Group);
        return LeastBad(ref candidates, out _);
    }
}
