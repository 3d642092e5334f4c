using Fairlead.Model;
using Fairlead.Selection;
using Fairlead.State;

namespace Fairlead.Attempts;

/// <content>Going back to the deployment that answered before.</content>
public sealed partial class RouteSession
{
    /// <summary>Ties requests that continue this answer to the deployment that gave it.</summary>
    /// <param name="responseId">The answer's id, as the provider gave it and <see cref="Affinity.RequestAffinity.PreviousResponseId"/> will name it.</param>
    /// <remarks>Call it after the success was reported. Does nothing where the configuration does not switch it on (<c>responses_api_deployment_check</c>).</remarks>
    public void Remember(string responseId)
    {
        ArgumentException.ThrowIfNullOrEmpty(responseId);
        if (_model.Affinity is { } rules && WhoAnswered() is { } owner)
        {
            rules.Remember(responseId, owner, _router.Clock.Now);
        }
    }

    /// <summary>Ties requests that bring along what this answer sealed (<see cref="Affinity.AffinityKey.OfSealed"/>); else as the other.</summary>
    internal void Remember(ulong sealedKey)
    {
        if (_model.Affinity is { } rules && WhoAnswered() is { } owner)
        {
            rules.Remember(sealedKey, owner, _router.Clock.Now);
        }
    }

    private DeploymentState? WhoAnswered()
    {
        for (var i = _count - 1; i >= 0; i--)
        {
            ref var lease = ref LeaseAt(i);
            if (!lease.IsHeld && lease.Failure == FailureKind.None)
            {
                return lease.Deployment.State;
            }
        }

        return null;
    }

    private bool Continue(ref Candidates candidates, out Choice choice)
    {
        choice = default;
        if (_request.Affinity is not { } ties || _model.Affinity is not { } rules || _triedInStep
            || !rules.TryContinue(ties, _target!.Group, ref candidates, candidates.ReadNow(), out var tier, out var member, out _))
        {
            return false;
        }

        choice = new Choice(_target.Group.Tiers[tier], tier, member, default) { IsTied = true, IsContinued = true };
        return true;
    }

    /// <summary>The member of a tier, entered already, that the request is tied to, else the strategy's pick.</summary>
    private int PickOf(Tier tier, ref Candidates candidates, out bool tied)
    {
        tied = false;
        if (_request.Affinity is { } ties && _model.Affinity is { } rules)
        {
            var member = rules.Find(ties, _target!.Group, tier, ref candidates, candidates.ReadNow(), out _);
            if (member >= 0)
            {
                tied = true;
                return member;
            }

            rules.Warm(ties, _target.Group, tier, ref candidates, candidates.ReadNow());
        }

        return OrDue(tier, tier.Strategy.Pick(ref candidates), ref candidates);
    }

    /// <summary>Tells a strategy that prices it what of the prompt came from the provider's cache, and ties what is tied by answers.</summary>
    private void Answered(in Lease lease, in AttemptReport report, long now)
    {
        if (_request.Affinity?.Prefix is { } prefix && lease.Tier.Strategy.PricesCaches && report.InputTokens > 0 && lease.Step == _step && _model.Affinity is { } rules)
        {
            var reading = rules.Read(prefix, _target!.Group, lease.Tier, lease.Deployment.State, _request.InputTokens, report, now);
            lease.Tier.Strategy.ObserveCache(lease.Member, reading, now);
        }

        Tie(lease, answered: true, now);
    }

    private void Tie(in Lease lease, bool answered, long now)
    {
        if (_request.Affinity is { } ties && _model.Affinity is { } rules && lease.Step == _step)
        {
            rules.Tie(ties, _target!.Group, lease.Deployment.State, answered, lease.Tier.Strategy.WeighsPrefixes, now);
        }
    }
}
