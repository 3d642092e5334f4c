using Fairlead.Limits;
using Fairlead.Model;
using Fairlead.State;

namespace Fairlead.Selection;

/// <summary>What strategies are built with.</summary>
/// <param name="Clock">The clock.</param>
/// <param name="HalfLife">Half-life of the averages, in clock ticks.</param>
/// <param name="LatencyBuffer">Share above the lowest latency within which members count as equal.</param>
/// <param name="PriceWeight">Weight of the price under <c>adaptive</c>.</param>
internal sealed record StrategyContext(Clock Clock, double HalfLife, double LatencyBuffer, double PriceWeight)
{
    /// <summary>What of <c>rpm</c> and its like are limits under every strategy, not only where they always are.</summary>
    public KeptLimits KeptLimits { get; init; }

    /// <summary>Strategies of somebody's own, by name.</summary>
    public IReadOnlyDictionary<string, CustomStrategyFactory> Custom { get; init; } = NoCustom;

    /// <summary>None.</summary>
    public static IReadOnlyDictionary<string, CustomStrategyFactory> NoCustom { get; } = new Dictionary<string, CustomStrategyFactory>();

    /// <summary>The strategy a person registered, for the members of one tier. Whoever builds a model has seen to it that it is registered.</summary>
    public SelectionStrategy CustomFor(string strategy, Deployment[] members, DeploymentState[] states) =>
        new Custom(strategy, Custom[StrategyNames.CustomName(strategy)!](members), members, states, this);

    /// <summary>Most calls at once of a deployment that says nothing itself; null for no limit.</summary>
    public int? DefaultMaxParallel { get; init; }

    /// <summary>It is learnt how many calls at once each deployment carries.</summary>
    public bool LearnsMost { get; init; }

    /// <summary>Weight of a prompt's beginning read before under <c>adaptive</c>; 0 for none.</summary>
    public double PrefixWeight { get; init; }

    /// <summary>Prices are what tokens cost with the providers' caches counted.</summary>
    public bool EffectivePrice { get; init; }

    /// <summary>Seconds within which an answer is to begin, a plain one to end; 0 for no objective.</summary>
    public double LatencyObjective { get; init; }
}
