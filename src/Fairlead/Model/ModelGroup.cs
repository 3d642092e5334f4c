using Fairlead.Selection;

namespace Fairlead.Model;

/// <summary>All deployments of one name, in one generation of the configuration.</summary>
public sealed class ModelGroup
{
    private ModelGroup(string name, string strategy, Deployment[] deployments, Tier[] tiers)
    {
        Name = name;
        Strategy = strategy;
        All = deployments;
        Tiers = tiers;
        HasDefaultTag = Array.Exists(deployments, static d => d.HasDefaultTag);
        foreach (var deployment in deployments)
        {
            AllTags = AllTags.Union(deployment.Tags);
        }
    }

    /// <summary>The name clients ask for.</summary>
    public string Name { get; }

    /// <summary>The strategy's canonical name, one of <see cref="StrategyNames.All"/>.</summary>
    public string Strategy { get; }

    /// <summary>Its deployments in the order of the configuration.</summary>
    public IReadOnlyList<Deployment> Deployments => All;

    internal Deployment[] All { get; }

    /// <summary>The deployments by <c>order</c>, the lowest first; those without one come last.</summary>
    internal Tier[] Tiers { get; }

    /// <summary>A member is tagged <c>default</c>.</summary>
    internal bool HasDefaultTag { get; }

    /// <summary>The tags of all members.</summary>
    internal TagMask AllTags { get; }

    internal static ModelGroup Create(string name, string strategy, Deployment[] deployments, StrategyContext context)
    {
        var last = deployments.Max(static d => d.Config.Params.Order) is { } highest ? highest + 1 : 0;
        var weighted = Array.Exists(deployments, static d => d.Config.Params.Weight > 0);
        var tiers = deployments
            .GroupBy(d => d.Config.Params.Order ?? last)
            .OrderBy(static tier => tier.Key)
            .Select(tier => new Tier(tier.Key, [.. tier], strategy, weighted, context));
        return new ModelGroup(name, strategy, deployments, [.. tiers]);
    }
}
