using Fairlead.Affinity;
using Fairlead.Attempts;
using Fairlead.Model;
using Fairlead.Selection;

namespace Fairlead.Explain;

/// <summary>Says of a group whom a request is tied to in it, and by what.</summary>
internal static class TiedGroup
{
    /// <summary>The group as it is for this request: a tie leaves the strategy nothing to choose.</summary>
    public static GroupExplanation Mark(GroupExplanation group, ref Candidates candidates, ModelGroup of, RoutingModel model, in RouteRequest request)
    {
        if (request.Affinity is not { } ties || model.Affinity is not { } rules || Find(ties, rules, ref candidates, of, out var by) is not { } tied)
        {
            return group;
        }

        return group with
        {
            TiedBy = by switch
            {
                AffinityKinds.Response => "response",
                AffinityKinds.Session => "session",
                AffinityKinds.Prefix => "prefix",
                AffinityKinds.Sealed => "encrypted-content",
                _ => "caller",
            },
            Candidates = [.. group.Candidates.Select(c => c with { Share = c.Id == tied.Id ? 1 : 0 })],
        };
    }

    private static Deployment? Find(RequestAffinity ties, AffinityRules rules, ref Candidates candidates, ModelGroup group, out AffinityKinds by)
    {
        candidates.Enter(group);
        if (rules.TryContinue(ties, group, ref candidates, candidates.Now, out var tier, out var member, out by))
        {
            return group.Tiers[tier].Members[member];
        }

        foreach (var open in group.Tiers)
        {
            candidates.Enter(open);
            member = rules.Find(ties, group, open, ref candidates, candidates.Now, out by);
            if (member >= 0)
            {
                return open.Members[member];
            }

            for (var i = 0; i < candidates.Count; i++)
            {
                if (candidates.Allows(i))
                {
                    return null;
                }
            }
        }

        return null;
    }
}
