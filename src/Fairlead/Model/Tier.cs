using Fairlead.Selection;
using Fairlead.State;

namespace Fairlead.Model;

/// <summary>The deployments of a group that share an <c>order</c>: equal in rank, told apart by the strategy.</summary>
internal sealed class Tier
{
    public Tier(int order, Deployment[] members, string strategy, bool groupIsWeighted, StrategyContext context)
    {
        Order = order;
        Members = members;
        States = Array.ConvertAll(members, static d => d.State);
        Strategy = strategy switch
        {
            StrategyNames.LeastBusy => new LeastBusy(members, States),
            StrategyNames.LatencyBased => new LatencyBased(States, context),
            StrategyNames.CostBased => new CostBased(members),
            _ => new SimpleShuffle(strategy, members, groupIsWeighted),
        };
        Drained = Strategy.Drained;
        if (Array.Exists(members, static d => d.Config.Params.MaxParallelRequests is not null))
        {
            MostAtOnce = Array.ConvertAll(members, static d => d.Config.Params.MaxParallelRequests ?? int.MaxValue);
        }
    }

    public int Order { get; }

    public Deployment[] Members { get; }

    /// <summary>The members' states, side by side for the scan.</summary>
    public DeploymentState[] States { get; }

    public SelectionStrategy Strategy { get; }

    /// <summary>Members taken out of service by a weight of zero; null when none.</summary>
    public bool[]? Drained { get; }

    /// <summary>Most calls at once of each member; null when no member has a limit.</summary>
    public int[]? MostAtOnce { get; }
}
