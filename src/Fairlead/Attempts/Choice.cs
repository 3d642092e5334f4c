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

    /// <summary>The request is tied to it: no lots were drawn.</summary>
    public bool IsTied { get; init; }

    /// <summary>It is tied because nobody else could answer: the answer it continues, or what it brings sealed, is that deployment's alone.</summary>
    public bool IsContinued { get; init; }

    /// <summary>Takes the lease; false when another request took the deployment's last place, or its probe, meanwhile.</summary>
    /// <param name="candidates">Who may be asked.</param>
    /// <param name="breakers">Gives the probe of a half-open deployment.</param>
    /// <param name="probe">The probe, where the lease is one.</param>
    public bool TryAcquire(ref Candidates candidates, Breakers breakers, out Probe probe)
    {
        probe = default;
        var state = Tier.States[Member];
        if (!state.HasRested || InSpiteOf.Word != 0)
        {
            // Well, or asked because nobody else is left: one probe among many then keeps nobody away.
            return TryTake(state, ref candidates);
        }

        var rest = state.Rest;
        if (rest.Word == 0)
        {
            return TryTake(state, ref candidates);
        }

        var claim = rest.Lasts(candidates.Now) ? 0 : breakers.Probe(Deployment, rest, candidates.Now);
        if (claim == 0)
        {
            return false;
        }

        probe = new Probe(rest, claim);
        if (TryTake(state, ref candidates))
        {
            return true;
        }

        state.EndProbe(claim);
        return false;
    }

    private bool TryTake(DeploymentState state, ref Candidates candidates)
    {
        if (Tier.MostAtOnce is null)
        {
            state.Acquire();
        }
        else if (!state.TryAcquire(Tier.Most(Member)))
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
