using Fairlead.State;

namespace Fairlead.Selection;

/// <summary>What strategies are built with.</summary>
/// <param name="Clock">The clock.</param>
/// <param name="HalfLife">Half-life of the averages, in clock ticks.</param>
/// <param name="LatencyBuffer">Share above the lowest latency within which members count as equal.</param>
/// <param name="PriceWeight">Weight of the price under <c>adaptive</c>.</param>
internal sealed record StrategyContext(Clock Clock, double HalfLife, double LatencyBuffer, double PriceWeight)
{
    /// <summary><c>rpm</c> and its like are limits under every strategy, not only where they always are.</summary>
    public bool EnforcesLimits { get; init; }
}
