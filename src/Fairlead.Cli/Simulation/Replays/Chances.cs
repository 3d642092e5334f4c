using Fairlead.Attempts;
using Fairlead.Explain;

namespace Fairlead.Cli.Simulation.Replays;

/// <summary>How likely each deployment is to be picked first for a request.</summary>
/// <param name="Picks">Those that may be, and their chances, which sum up to 1; empty where nobody can be picked.</param>
/// <param name="Refusal">Why nobody can; null where somebody can.</param>
internal sealed record Chances(IReadOnlyList<(string Deployment, double Chance)> Picks, string? Refusal)
{
    /// <summary>Those of a router as it stands, by its own shares; nothing is held or learnt.</summary>
    public static Chances Of(Router router, in RouteRequest request)
    {
        var explanation = router.Explain(request);
        foreach (var group in explanation.Groups)
        {
            // The group asked for; else the one it falls back to, which is the pick's.
            if (group.Candidates.Any(candidate => candidate.Share > 0)
                && (ReferenceEquals(group, explanation.Groups[0]) || group.Candidates.Any(candidate => candidate.Id == explanation.Picked && candidate.Share > 0)))
            {
                var total = group.Candidates.Sum(static candidate => candidate.Share);
                return new Chances([.. group.Candidates.Where(static candidate => candidate.Share > 0).Select(candidate => (candidate.Id, candidate.Share / total))], null);
            }
        }

        // The least bad of those who rest is not drawn.
        return explanation.Picked is { } picked
            ? new Chances([(picked, 1)], null)
            : new Chances([], Why(explanation));
    }

    /// <summary>The chance of one; 0 for who cannot be picked, and for nobody.</summary>
    public double Of(string? deployment)
    {
        foreach (var (id, chance) in Picks)
        {
            if (id == deployment)
            {
                return chance;
            }
        }

        return 0;
    }

    private static string Why(RouteExplanation explanation) => explanation.Groups.Count == 0
        ? "unknown model"
        : string.Join(", ", explanation.Groups[0].Candidates.Select(static candidate => candidate.DroppedBy ?? "tried").Distinct().Order(StringComparer.Ordinal));
}
