using Fairlead.Model;
using Fairlead.Selection;
using Fairlead.State;

namespace Fairlead.Attempts;

/// <summary>A deployment chosen, not held yet.</summary>
/// <param name="Tier">Its tier.</param>
/// <param name="TierIndex">The tier's rank in the group, from 0.</param>
/// <param name="Member">Its place in the tier.</param>
/// <param name="InSpiteOf">The rest it is chosen in spite of; zero when it is well.</param>
internal readonly record struct Choice(Tier Tier, int TierIndex, int Member, Rest InSpiteOf)
{
    public Deployment Deployment => Tier.Members[Member];

    /// <summary>Takes the lease; false when another request took the deployment's last place meanwhile.</summary>
    public bool TryAcquire(ref Candidates candidates)
    {
        var state = Tier.States[Member];
        if (Tier.MostAtOnce is not { } most)
        {
            state.Acquire();
        }
        else if (!state.TryAcquire(most[Member]))
        {
            return false;
        }

        if (Tier.Usage is { } usage && !usage.TryTake(state, Member, candidates.Minute, candidates.Request))
        {
            state.Release();
            return false;
        }

        return true;
    }
}
