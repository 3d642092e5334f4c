using Fairlead.Model;
using Fairlead.Selection;
using Fairlead.State;

namespace Fairlead.Attempts;

/// <summary>How long a probe of a half-open breaker is waited for before another deployment is asked beside it.</summary>
/// <remarks>
/// Never less than what the deployment itself, or the quickest of the others, usually takes by a generous factor: one that is slow by nature is given its own time. And one that
/// has become slow, or of which nothing is known, is waited for much longer now and then, so that it comes back in the end.
/// </remarks>
internal static class ProbePatience
{
    /// <summary>
    /// Times the 90th percentile: of log-normal times of spread 0.3 (as simulated) none in a million is later, of spread 0.8 one in two hundred. Whoever is late and well mostly
    /// still begins before the other, which starts so much later: too little costs a call, seldom more.
    /// </summary>
    public const double Factor = 2;

    /// <summary>Least wait: a connection made anew, and the first answer after a start, take that long.</summary>
    public static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    /// <summary>Every so many failures of its probes in a row, a deployment is waited for <see cref="Longer"/> times as long: once in some eight minutes where the rest is a minute.</summary>
    public const int LongEvery = 8;

    /// <summary>Eight times as long as usual is what a brown-out looks like.</summary>
    public const double Longer = 8;

    /// <summary>Of so many others the times are looked at: as many as a strategy scans.</summary>
    private const int MostLookedAt = BestOf.ScanLimit;

    /// <summary>What the quickest of those who are well and may be asked usually takes, in seconds; zero while that is not known; null where nobody is.</summary>
    /// <param name="candidates">Who may be asked; left in any tier.</param>
    /// <param name="group">The group.</param>
    /// <param name="probed">Who is probed.</param>
    /// <param name="request">The request.</param>
    public static double? OfOthers(ref Candidates candidates, ModelGroup group, Deployment probed, in RouteRequest request)
    {
        double? least = null;
        var seen = 0;
        foreach (var tier in group.Tiers)
        {
            candidates.Enter(tier);
            for (var member = 0; member < tier.States.Length && seen < MostLookedAt; member++)
            {
                if (!IsWell(tier.States[member]) || ReferenceEquals(tier.Members[member], probed) || !candidates.Allows(member))
                {
                    continue;
                }

                seen++;
                var usual = tier.States[member].UsualTime(request.Stream, request.MaxOutputTokens);
                least = least is null or 0 || (usual > 0 && usual < least) ? usual : least;
            }
        }

        return least;
    }

    /// <summary>Whether an answer is to be expected of it.</summary>
    public static bool IsWell(DeploymentState state) => !state.HasRested && !state.IsSuspect;

    /// <summary>How long to wait, in seconds; zero where nothing is known to go by.</summary>
    /// <param name="state">Who is probed.</param>
    /// <param name="others">What others usually take, in seconds.</param>
    /// <param name="request">The request.</param>
    /// <param name="now">The time.</param>
    public static double Of(DeploymentState state, double others, in RouteRequest request, long now)
    {
        var usual = Math.Max(others, state.UsualTime(request.Stream, request.MaxOutputTokens));
        var factor = state.Breaker(now).Openings is > 0 and var openings && openings % LongEvery == 0 ? Factor * Longer : Factor;
        return usual > 0 ? Math.Max(usual * factor, Least.TotalSeconds) : 0;
    }
}
