using System.Collections.Concurrent;
using System.Collections.Frozen;
using Fairlead.Configuration;
using Fairlead.Model;

namespace Fairlead.Resolution;

/// <summary>Finds what a name means: group, alias, deployment id, wildcard, provider model string, pass-through, default fallback, in this order.</summary>
internal sealed class NameResolver
{
    /// <summary>Most names kept that are not in the table. Clients choose these names, so there must be a bound; at the bound all are forgotten.</summary>
    private const int MaxCached = 1024;

    private readonly RoutingModel _model;
    private readonly IReadOnlyList<ModelGroup> _groups;
    private readonly WildcardTable _wildcards;
    private readonly FrozenDictionary<string, ModelTarget> _exact;
    private readonly ConcurrentDictionary<string, ModelTarget> _cache = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ModelTarget> _specific = new(StringComparer.Ordinal);

    /// <param name="model">The generation.</param>
    /// <param name="groups">Its groups, as those see them whom this is for.</param>
    public NameResolver(RoutingModel model, IReadOnlyList<ModelGroup> groups)
    {
        _model = model;
        _groups = groups;
        _wildcards = new WildcardTable(model, groups);
        var exact = new Dictionary<string, ModelTarget>(StringComparer.Ordinal);
        foreach (var group in groups)
        {
            if (!group.Name.Contains('*', StringComparison.Ordinal))
            {
                exact[group.Name] = new ModelTarget(this, group.Name, "group", group, group.Name);
            }
        }

        foreach (var router in model.AutoRouters)
        {
            exact[router.Name] = new ModelTarget(this, router.Name, "auto-router", ModelGroup.Create(router.Name, model.Strategies.Common, []), router.Name) { AutoRouter = router };
        }

        foreach (var set in RoutingSets.Of(model, groups))
        {
            exact.TryAdd(set.Name, new ModelTarget(this, set.Name, "routing-group", set, set.Name));
        }

        _exact = exact.ToFrozenDictionary(StringComparer.Ordinal);
        foreach (var (alias, _) in model.Config.Router.ModelGroupAlias)
        {
            if (!exact.ContainsKey(alias) && Follow(alias) is { } meant)
            {
                exact[alias] = new ModelTarget(this, alias, "alias", meant.Group, meant.Key) { AutoRouter = meant.AutoRouter };
            }
        }

        _exact = exact.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Names kept beside the table.</summary>
    public int Cached => _cache.Count;

    /// <summary>What a name means; null when nobody answers to it.</summary>
    public ModelTarget? Resolve(string name)
    {
        if (_exact.TryGetValue(name, out var target) || _cache.TryGetValue(name, out target))
        {
            return target;
        }

        target = Search(name) ?? _model.PassThrough.Find(name, this) ?? DefaultFallback(name);
        if (target is not null)
        {
            if (_cache.Count >= MaxCached)
            {
                _cache.Clear();
            }

            _cache[name] = target;
        }

        return target;
    }

    /// <summary>A deployment by its id, or those with a provider model string, whatever group has that name; null when there is none.</summary>
    public ModelTarget? ResolveDeployment(string name)
    {
        if (_specific.TryGetValue(name, out var target) || (target = ById(name) ?? ByProviderModel(name)) is null)
        {
            return target;
        }

        if (_specific.Count >= MaxCached)
        {
            _specific.Clear();
        }

        return _specific[name] = target;
    }

    /// <summary>What a name means by itself, without default fallbacks.</summary>
    public ModelTarget? ResolveOwn(string name) => _exact.TryGetValue(name, out var target) ? target : Search(name);

    /// <summary>The list's targets for a name: names of nobody are left out, and so is the target itself.</summary>
    public FallbackStep[] FallbacksOf(ModelTarget target, FallbackList list) =>
        Steps(FallbackTable.Entries(_model.Config.Router, target.Requested, target.Group.Name, list), target.Key);

    /// <summary>Whether a group has a fallback to another group.</summary>
    public bool HasFallback(string group)
    {
        if (_model.Config.Router.Keeps(LiteLlmCompatibility.LoneDeploymentsStay))
        {
            return false;
        }

        foreach (var entry in FallbackTable.Entries(_model.Config.Router, group, group, FallbackList.Generic))
        {
            if (ResolveOwn(entry.Model) is { } found && found.Key != group)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The steps of a list. The target itself is none, but with other parameters it is.</summary>
    public FallbackStep[] Steps(IReadOnlyList<FallbackTarget> entries, string except)
    {
        var steps = new List<FallbackStep>(entries.Count);
        for (var i = 0; i < entries.Count; i++)
        {
            if (ResolveOwn(entries[i].Model) is { } found && FallbackStep.Of(found, entries[i]) is var step && step.Key != except)
            {
                steps.Add(step);
            }
        }

        return [.. steps];
    }

    private ModelTarget? Search(string name) =>
        ById(name)
        ?? (_wildcards.Find(name) is { } covered ? new ModelTarget(this, name, "wildcard", covered, name) : null)
        ?? ByProviderModel(name);

    private ModelTarget? ById(string name) => _model.ById(name) is { } deployment
        ? new ModelTarget(this, name, "deployment-id", ModelGroup.Create(deployment.ModelName, _model.Strategies.Of(deployment.ModelName), [deployment]), name)
        : null;

    private ModelTarget? ByProviderModel(string name)
    {
        Deployment[] same = [.. _model.Deployments.Where(d => string.Equals(d.Config.Params.Model, name, StringComparison.Ordinal))];
        if (same.Length == 0)
        {
            return null;
        }

        // One model of one provider, in whatever groups: the first one's strategy and hedging speak for all.
        var group = ModelGroup.Create(name, _model.Strategies.Of(same[0].ModelName), same);
        group.Hedging = _model.Groups.FirstOrDefault(own => own.Name == same[0].ModelName)?.Hedging;
        return new ModelTarget(this, name, "provider-model", group, name);
    }

    private ModelTarget? DefaultFallback(string name)
    {
        foreach (var fallback in FallbackTable.Entries(_model.Config.Router, name, name, FallbackList.Generic))
        {
            if (ResolveOwn(fallback.Model) is { } found)
            {
                return new ModelTarget(this, name, "default-fallback", found.Group, found.Key) { AutoRouter = found.AutoRouter };
            }
        }

        return null;
    }

    /// <summary>An alias may name another alias; a circle means nobody.</summary>
    private ModelTarget? Follow(string alias)
    {
        var aliases = _model.Config.Router.ModelGroupAlias;
        var name = alias;
        for (var steps = 0; steps <= aliases.Count; steps++)
        {
            if (_exact.TryGetValue(name, out var group))
            {
                return group;
            }

            if (!aliases.TryGetValue(name, out var next))
            {
                return Search(name);
            }

            name = next.Group;
        }

        return null;
    }
}
