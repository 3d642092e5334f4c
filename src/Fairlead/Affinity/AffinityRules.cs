using System.Collections.Frozen;
using Fairlead.Configuration;
using Fairlead.Model;
using Fairlead.Selection;
using Fairlead.State;

namespace Fairlead.Affinity;

/// <summary>Which ties count in a generation of the configuration, how long they last, and whom they lead to.</summary>
/// <remarks>
/// A tie is a wish, but for the answer a request continues and the sealed thoughts it brings: it holds among the deployments that may answer and are well, within the lowest order that has any, and
/// while the deployment is not overloaded (consistent hashing with bounded loads; Mirrokni, Thorup, Zadimoghaddam 2016). A request that is led elsewhere for
/// its load leaves the tie as it is; one whose deployment rests takes it along.
/// </remarks>
internal sealed partial class AffinityRules
{
    private readonly AffinityKinds _kinds;
    private readonly FrozenDictionary<string, AffinityKinds> _byGroup;
    private readonly long _lasts;
    private readonly double _loadFactor;

    private AffinityRules(RouterSettings router, AffinityKinds kinds, AffinityStore store, Clock clock)
    {
        _kinds = kinds;
        _byGroup = router.GroupAffinity.ToFrozenDictionary(static g => g.Key, static g => AffinityNames.Kinds(g.Value), StringComparer.Ordinal);
        _lasts = clock.Ticks(router.AffinityTtl ?? RouterDefaults.AffinityTtl);
        (_fresh, _hour) = (clock.Ticks(TimeSpan.FromMinutes(5)), clock.Ticks(TimeSpan.FromHours(1)));
        _loadFactor = router.AffinityLoadFactor ?? RouterDefaults.AffinityLoadFactor;
        Store = store;
        All = _byGroup.Values.Aggregate(kinds, static (all, own) => all | own) | (WeighsPrefixes(router) ? AffinityKinds.Prefix : AffinityKinds.None);
    }

    public AffinityStore Store { get; }

    /// <summary>Those of any group.</summary>
    public AffinityKinds All { get; }

    /// <summary>The rules of a configuration; null where nothing is tied. Ties outlive a reload.</summary>
    public static AffinityRules? Of(RouterSettings router, AffinityStore? store, Clock clock)
    {
        var kinds = AffinityNames.Kinds(router.OptionalPreCallChecks);
        return kinds == AffinityKinds.None && router.GroupAffinity.Count == 0 && !WeighsPrefixes(router)
            ? null
            : new AffinityRules(router, kinds, store ?? new AffinityStore(RouterDefaults.AffinityEntries), clock);
    }

    /// <summary>Who of a tier has read the prompt's beginning before, for a strategy that weighs it.</summary>
    /// <param name="ties">What the request brings.</param>
    /// <param name="group">The group.</param>
    /// <param name="tier">Its tier.</param>
    /// <param name="candidates">Told, for whoever picks.</param>
    /// <param name="now">The time.</param>
    public void Warm(RequestAffinity ties, ModelGroup group, Tier tier, ref Candidates candidates, long now)
    {
        candidates.Warm = null;
        candidates.IsCold = tier.Strategy.WeighsPrefixes;
        if (!candidates.IsCold || ties.Prefix is not { } prefix)
        {
            return;
        }

        var share = 1.0;
        for (var i = prefix.Hashes.Length - 1; i >= 0; i--, share /= 2)
        {
            // Each length is twice the one before.
            if (Store.Look(AffinityKey.OfPrefix(group, prefix.Hashes[i]), now) is { } tie && tie.Owner.PlaceIn(tier.States) >= 0)
            {
                (candidates.Warm, candidates.Warmth, candidates.IsCold) = (tie.Owner, (float)share, false);
                candidates.WarmShare = tier.Strategy.PricesCaches ? (float)CachedShare(tie, share, candidates.Request.InputTokens, now) : 0;
                return;
            }
        }
    }

    /// <summary>The deployment whose answer the request continues, or that alone can read what it brings along, in whatever tier of the group.</summary>
    public bool TryContinue(RequestAffinity ties, ModelGroup group, ref Candidates candidates, long now, out int tierIndex, out int member, out AffinityKinds by)
    {
        (tierIndex, member) = (0, -1);
        if (Owner(ties, Of(group), now, out by) is not { } owner)
        {
            return false;
        }

        for (; tierIndex < group.Tiers.Length; tierIndex++)
        {
            member = Array.IndexOf(group.Tiers[tierIndex].States, owner);
            if (member >= 0)
            {
                candidates.Enter(group.Tiers[tierIndex]);
                return candidates.Allows(member);
            }
        }

        return false;
    }

    /// <summary>The member of a tier, entered already, that the request is tied to; -1 without one that may answer.</summary>
    public int Find(RequestAffinity ties, ModelGroup group, Tier tier, ref Candidates candidates, long now, out AffinityKinds by)
    {
        var kinds = Of(group);
        by = AffinityKinds.Session;
        var member = -1;
        if ((kinds & by) != 0 && ties.SessionId is { } session)
        {
            member = Led(AffinityKey.Of(by, group, session), tier, ref candidates, now);
        }

        if (member < 0 && (kinds & AffinityKinds.Prefix) != 0 && !tier.Strategy.WeighsPrefixes && ties.Prefix is { } prefix)
        {
            by = AffinityKinds.Prefix;
            for (var i = prefix.Hashes.Length - 1; i >= 0 && member < 0; i--)
            {
                member = Led(AffinityKey.OfPrefix(group, prefix.Hashes[i]), tier, ref candidates, now);
            }
        }

        if (member < 0 && (kinds & AffinityKinds.Caller) != 0 && ties.Caller is { } caller)
        {
            by = AffinityKinds.Caller;
            member = Led(AffinityKey.Of(by, group, caller), tier, ref candidates, now);
        }

        return member;
    }

    /// <summary>Ties a session and a caller when the call begins, so that what they send at once goes one way; prefixes once they have been read.</summary>
    /// <param name="ties">What the request brings.</param>
    /// <param name="group">The group.</param>
    /// <param name="owner">Who is asked, or has answered.</param>
    /// <param name="answered">It has.</param>
    /// <param name="weighed">Beginnings are weighed, not followed: who read one last has it surest in its cache, busy or not.</param>
    /// <param name="now">The time.</param>
    public void Tie(RequestAffinity ties, ModelGroup group, DeploymentState owner, bool answered, bool weighed, long now)
    {
        var kinds = Of(group);
        if ((kinds & AffinityKinds.Session) != 0 && ties.SessionId is { } session)
        {
            Tie(AffinityKey.Of(AffinityKinds.Session, group, session), owner, now);
        }

        if ((kinds & AffinityKinds.Caller) != 0 && ties.Caller is { } caller)
        {
            Tie(AffinityKey.Of(AffinityKinds.Caller, group, caller), owner, now);
        }

        if (answered && (kinds & AffinityKinds.Sealed) != 0 && ties.Sealed.First != 0)
        {
            // Whoever answered could read it: that decides, whatever was thought before.
            Store.Set(ties.Sealed.First, owner, now + _lasts);
            Store.Set(ties.Sealed.Last, owner, now + _lasts);
        }

        if (answered && (weighed || (kinds & AffinityKinds.Prefix) != 0) && ties.Prefix is { } prefix)
        {
            foreach (var hash in prefix.Hashes)
            {
                var key = AffinityKey.OfPrefix(group, hash);
                if (weighed)
                {
                    Store.Set(key, owner, now + _lasts);
                }
                else
                {
                    Tie(key, owner, now);
                }
            }
        }
    }

    /// <summary>Ties what continues an answer to the deployment that gave it.</summary>
    public void Remember(string responseId, DeploymentState owner, long now)
    {
        if ((All & AffinityKinds.Response) != 0)
        {
            Store.Set(AffinityKey.OfResponse(responseId), owner, now + _lasts);
        }
    }

    /// <summary>Ties requests that bring along what an answer sealed to the deployment that gave it.</summary>
    public void Remember(ulong sealedKey, DeploymentState owner, long now)
    {
        if ((All & AffinityKinds.Sealed) != 0)
        {
            Store.Set(sealedKey, owner, now + _lasts);
        }
    }

    private DeploymentState? Owner(RequestAffinity ties, AffinityKinds kinds, long now, out AffinityKinds by)
    {
        by = AffinityKinds.Response;
        if (ties.PreviousResponseId is { } id && (kinds & by) != 0 && Store.Find(AffinityKey.OfResponse(id), now) is { } gave)
        {
            return gave;
        }

        by = AffinityKinds.Sealed;
        return ties.Sealed.Last == 0 || (kinds & by) == 0 ? null : Store.Find(ties.Sealed.Last, now) ?? Store.Find(ties.Sealed.First, now);
    }

    private static bool WeighsPrefixes(RouterSettings router) =>
        Weighs(router.StrategyArgs) || router.RoutingGroups.Any(static group => Weighs(group.StrategyArgs));

    private static bool Weighs(StrategyArgs args) => args.PrefixWeight > 0 || args.EffectivePrice == true;

    private AffinityKinds Of(ModelGroup group) => _byGroup.TryGetValue(group.Name, out var own) ? own : _kinds;

    private int Led(ulong key, Tier tier, ref Candidates candidates, long now)
    {
        if (Store.Find(key, now) is not { } owner)
        {
            return -1;
        }

        var member = Array.IndexOf(tier.States, owner);
        return member >= 0 && candidates.Allows(member) && !IsOverloaded(owner, tier.States) ? member : -1;
    }

    /// <summary>One above the mean, so that a session's second call at once does not leave an idle group's member.</summary>
    private bool IsOverloaded(DeploymentState owner, DeploymentState[] states)
    {
        var all = 0;
        foreach (var state in states)
        {
            all += state.InFlight;
        }

        return owner.InFlight + 1 > _loadFactor * (((double)all / states.Length) + 1);
    }

    private void Tie(ulong key, DeploymentState owner, long now)
    {
        var held = Store.Find(key, now);
        Store.Set(key, held is null || held.Rest.Lasts(now) ? owner : held, now + _lasts);
    }
}
