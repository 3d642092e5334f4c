using Fairlead.Model;
using Fairlead.Selection;
using Fairlead.State;

namespace Fairlead.Attempts;

/// <content>Attempts on deployments that rest, or have rested.</content>
public sealed partial class RouteSession
{
    /// <summary>The member picked, or in its place one whose rest is over and that has no calls, under a strategy that might not come by it.</summary>
    private static int OrDue(Tier tier, int picked, ref Candidates candidates)
    {
        if (candidates.Due is null || picked < 0 || DueMember(tier, ref candidates) is not (>= 0 and var member))
        {
            return picked;
        }

        candidates.Trial = 0;
        return member;
    }

    /// <summary>The member whose rest is over and that is asked before anybody else; -1 for none.</summary>
    internal static int DueMember(Tier tier, ref Candidates candidates)
    {
        if (candidates.Due is not { } due || !tier.Strategy.GoesByAnswers || due.InFlight > 0)
        {
            return -1;
        }

        var member = Array.IndexOf(tier.States, due);
        return member >= 0 && candidates.Allows(member) ? member : -1;
    }

    private void EndRest(ref Lease lease, long now)
    {
        if (lease.InSpiteOf.Word != 0)
        {
            _model.Breakers.Close(lease.Deployment, lease.InSpiteOf, now);
            QuotaRule.Close(_model, lease.Deployment, lease.InSpiteOf, now);
        }
    }

    private static void EndProbe(ref Lease lease)
    {
        if (lease.Probe != 0)
        {
            lease.Deployment.State.EndProbe(lease.Probe);
            lease.Probe = 0;
        }
    }
}
