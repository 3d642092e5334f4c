using Fairlead.Attempts;
using Fairlead.Model;

namespace Fairlead.Selection;

/// <summary>A strategy of your own. Register it under a name, and name it in the configuration as <c>custom/NAME</c>.</summary>
/// <remarks>
/// One instance serves the deployments of one group that share an <c>order</c>, in one generation of the configuration: what it learns is its own, and a reload
/// makes a new one. Called by many threads at once. It is asked only for deployments that policy, limits and health allow; what it may not do is pick anybody else.
/// </remarks>
public abstract class CustomStrategy
{
    /// <summary>Picks a deployment.</summary>
    /// <param name="request">What the router knows of the request.</param>
    /// <param name="candidates">Those that may answer, at least one; valid only during the call.</param>
    /// <param name="random">Chance; seeded in tests.</param>
    /// <returns>The place of the one picked in <paramref name="candidates"/>; -1 for none, and the next <c>order</c> or fallback is looked at.</returns>
    public abstract int Pick(in RouteRequest request, ReadOnlySpan<StrategyCandidate> candidates, RandomSource random);

    /// <summary>Hears how an attempt ended, the caller's own cancellation aside. Does nothing unless overridden.</summary>
    /// <param name="deployment">The deployment that was asked.</param>
    /// <param name="report">How it ended.</param>
    public virtual void Observe(Deployment deployment, in AttemptReport report)
    {
    }

    /// <summary>Says how likely each candidate is to be picked, for explanations. Evenly unless overridden.</summary>
    /// <param name="request">The request.</param>
    /// <param name="candidates">Those that may answer.</param>
    /// <param name="shares">Gets a chance from 0 to 1 for each; the sum is 1.</param>
    public virtual void Shares(in RouteRequest request, ReadOnlySpan<StrategyCandidate> candidates, Span<double> shares) =>
        shares.Fill(1.0 / candidates.Length);
}

/// <summary>Makes the strategy of one group's deployments.</summary>
/// <param name="deployments">The deployments, in the order of the configuration.</param>
public delegate CustomStrategy CustomStrategyFactory(IReadOnlyList<Deployment> deployments);
