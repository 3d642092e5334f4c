using Fairlead.Attempts.Hedging;
using Fairlead.Limits;
using Fairlead.Selection;

namespace Fairlead.Model;

/// <summary>All deployments of one name, in one generation of the configuration.</summary>
public sealed class ModelGroup
{
    private ModelGroup(string name, SelectionRules rules, Deployment[] deployments, Tier[] tiers)
    {
        Name = name;
        Rules = rules;
        All = deployments;
        Tiers = tiers;
        Limits = GroupLimits.Of(deployments);
        HasDefaultTag = Array.Exists(deployments, static d => d.HasDefaultTag);
        foreach (var deployment in deployments)
        {
            Queue ??= deployment.Queue;
            AllTags = AllTags.Union(deployment.Tags);
            AllUserAgents = AllUserAgents.Union(deployment.UserAgents);
            Lacks |= deployment.Lacks;
            TagFiltering ??= deployment.Config.Info.EnableTagFiltering;
            FailsOpen |= deployment.Config.Info.AllowFailOpen == true;
        }
    }

    /// <summary>The name clients ask for.</summary>
    public string Name { get; }

    /// <summary>The strategy's canonical name, one of <see cref="StrategyNames.All"/>.</summary>
    public string Strategy => Rules.Strategy;

    /// <summary>Its deployments in the order of the configuration.</summary>
    public IReadOnlyList<Deployment> Deployments => All;

    internal Deployment[] All { get; }

    internal SelectionRules Rules { get; }

    /// <summary>The deployments by <c>order</c>, the lowest first; those without one come last.</summary>
    internal Tier[] Tiers { get; }

    /// <summary>A member is tagged <c>default</c>.</summary>
    internal bool HasDefaultTag { get; }

    /// <summary>The tags of all members.</summary>
    internal TagMask AllTags { get; }

    /// <summary>The <c>tag_regex</c> patterns of all members.</summary>
    internal TagMask AllUserAgents { get; }

    /// <summary>What some member lacks, see <see cref="Deployment.Lacks"/>.</summary>
    internal int Lacks { get; }

    /// <summary>Whether tags are looked at here; null where the router's setting decides. The first member that says something speaks for all.</summary>
    internal bool? TagFiltering { get; }

    /// <summary>Requests whose <c>!</c> and <c>&amp;</c> tags leave nobody go to those tagged <c>default</c>: some member says so.</summary>
    internal bool FailsOpen { get; }

    /// <summary>Where its requests wait; null where nobody can.</summary>
    internal AdmissionQueue? Queue { get; }

    /// <summary>What its members may take in a minute together; null when nobody has a limit.</summary>
    internal GroupLimits? Limits { get; }

    /// <summary>When its requests are hedged; null when they are not.</summary>
    internal HedgePolicy? Hedging { get; set; }

    internal static ModelGroup Create(string name, SelectionRules rules, Deployment[] deployments)
    {
        var last = deployments.Max(d => OrderOf(d, rules)) is { } highest ? highest + 1 : 0;
        var weighted = Array.Exists(deployments, static d => d.Config.Params.Weight > 0);
        var tiers = deployments
            .GroupBy(d => OrderOf(d, rules) ?? last)
            .OrderBy(static tier => tier.Key)
            .Select(tier => new Tier(tier.Key, [.. tier], rules.Strategy, weighted, rules.Context));
        return new ModelGroup(name, rules, deployments, [.. tiers]);
    }

    private static int? OrderOf(Deployment deployment, SelectionRules rules) =>
        rules.Priorities is null ? deployment.Config.Params.Order
        : rules.Priorities.TryGetValue(deployment.ModelName, out var rank) ? rank
        : null;
}
