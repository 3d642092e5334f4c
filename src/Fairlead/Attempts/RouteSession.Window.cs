namespace Fairlead.Attempts;

/// <content>How many calls at once a deployment carries, where that is learnt.</content>
public sealed partial class RouteSession
{
    /// <summary>Learns from the time to the first token of an answer that goes on.</summary>
    private static void LearnMost(ref Lease lease, double firstToken, long now)
    {
        if (!lease.Tier.LearnsMost)
        {
            return;
        }

        var state = lease.Deployment.State;
        var before = state.MostAtOnce;
        state.LearnMost(firstToken, lease.Beginning, lease.Tier.MostAtOnce![lease.Member], now);
        if (state.MostAtOnce > before)
        {
            // There is room for more: those who wait for it come first.
            lease.Deployment.Queue?.Freed();
        }
    }

    /// <summary>Learns from the end of an attempt.</summary>
    private static void LearnMost(ref Lease lease, in AttemptReport report, long now)
    {
        if (lease.Tier.LearnsMost && (report.Failure == FailureKind.None || IsOverload(lease, report)))
        {
            lease.Deployment.State.LearnMost(report, lease.Beginning, lease.Tier.MostAtOnce![lease.Member], now);
        }
    }

    /// <summary>Whether a failure says that the deployment has more calls than it carries.</summary>
    private static bool IsOverload(in Lease lease, in AttemptReport report) =>
        report.Failure is FailureKind.RateLimited or FailureKind.Unavailable || (report.Failure == FailureKind.Timeout && !lease.IsCallersTime && !lease.IsTrial);
}
