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
        if (candidates.Due is not { } due || !tier.Strategy.GoesByAnswers || picked < 0 || due.InFlight > 0)
        {
            return picked;
        }

        var member = Array.IndexOf(tier.States, due);
        if (member < 0 || !candidates.Allows(member))
        {
            return picked;
        }

        candidates.Trial = 0;
        return member;
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
