using System.Collections.Frozen;

namespace Fairlead.Selection;

/// <summary>The strategies' names, and every spelling of them that is understood.</summary>
public static class StrategyNames
{
    /// <summary>Random, in proportion to <c>weight</c>, else <c>rpm</c>, else <c>tpm</c>; evenly where none is set. The default.</summary>
    public const string SimpleShuffle = "simple-shuffle";

    /// <summary>The same as <see cref="SimpleShuffle"/>, for those who want to say that weights matter.</summary>
    public const string WeightedShuffle = "weighted-shuffle";

    /// <summary>Fewest calls under way, relative to <c>capacity</c>.</summary>
    public const string LeastBusy = "least-busy";

    /// <summary>Lowest expected time of the answer.</summary>
    public const string LatencyBased = "latency-based";

    /// <summary>Lowest price of the expected tokens.</summary>
    public const string CostBased = "cost-based";

    /// <summary>One after the other, in proportion to the weights of the shuffles.</summary>
    public const string RoundRobin = "round-robin";

    /// <summary>Most headroom left of this minute's <c>tpm</c> and <c>rpm</c>, which are limits.</summary>
    public const string UsageBased = "usage-based";

    /// <summary>Shortest expected completion, the better of two near the best; price and limits count.</summary>
    public const string Adaptive = "adaptive";

    /// <summary>The models of a routing group in the order of their <c>model_priorities</c>. Only there: it is not in <see cref="All"/>.</summary>
    public const string Priority = "priority";

    /// <summary>The canonical names, the default first.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        SimpleShuffle, WeightedShuffle, RoundRobin, LeastBusy, LatencyBased, CostBased, UsageBased, Adaptive,
    ];

    /// <summary>LiteLLM's spellings have <c>-routing</c> at the end, fast_litellm's have underscores.</summary>
    private static readonly FrozenDictionary<string, string> Spellings = new Dictionary<string, string>
    {
        [SimpleShuffle] = SimpleShuffle,
        ["simple_shuffle"] = SimpleShuffle,
        [WeightedShuffle] = WeightedShuffle,
        ["weighted_shuffle"] = WeightedShuffle,
        [LeastBusy] = LeastBusy,
        ["least_busy"] = LeastBusy,
        [LatencyBased] = LatencyBased,
        ["latency_based"] = LatencyBased,
        ["latency-based-routing"] = LatencyBased,
        ["latency_based_routing"] = LatencyBased,
        [CostBased] = CostBased,
        ["cost_based"] = CostBased,
        ["cost-based-routing"] = CostBased,
        ["cost_based_routing"] = CostBased,
        [RoundRobin] = RoundRobin,
        ["round_robin"] = RoundRobin,
        [UsageBased] = UsageBased,
        ["usage_based"] = UsageBased,
        ["usage-based-routing"] = UsageBased,
        ["usage_based_routing"] = UsageBased,
        ["usage-based-routing-v2"] = UsageBased,
        ["usage_based_routing_v2"] = UsageBased,
        [Adaptive] = Adaptive,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Every accepted spelling.</summary>
    internal static IEnumerable<string> Accepted => Spellings.Keys;

    /// <summary>What the name of a strategy of one's own begins with: <c>custom/NAME</c>.</summary>
    public const string CustomPrefix = "custom/";

    /// <summary>The name a strategy of one's own is registered under; null for another.</summary>
    internal static string? CustomName(string? spelling) =>
        spelling?.Length > CustomPrefix.Length && spelling.StartsWith(CustomPrefix, StringComparison.Ordinal) ? spelling[CustomPrefix.Length..] : null;

    internal static bool IsPriority(string? spelling) => string.Equals(spelling, Priority, StringComparison.OrdinalIgnoreCase);

    /// <summary>The canonical name of a spelling.</summary>
    /// <param name="spelling">As written; null means the default. Case does not matter.</param>
    /// <param name="name">The canonical name.</param>
    /// <returns>False when no strategy has this name; <c>custom/NAME</c> is taken for one, since who is registered is known to the router alone.</returns>
    public static bool TryParse(string? spelling, out string name)
    {
        if (spelling is null)
        {
            name = SimpleShuffle;
            return true;
        }

        if (CustomName(spelling) is not null)
        {
            name = spelling;
            return true;
        }

        var known = Spellings.TryGetValue(spelling, out var canonical);
        name = canonical ?? "";
        return known;
    }
}
