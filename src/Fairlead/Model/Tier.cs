using Fairlead.Configuration;
using Fairlead.Limits;
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
        Row = members.Length > BestOf.ScanLimit ? [] : Four.Pad(States);
        Rate = new LearningRate(context.HalfLife, context.Clock.Ticks(RouterDefaults.FailureWindow), context.Clock.Ticks(RoutingSettings.Thick));
        var kept = KeptBy(strategy, context.KeptLimits);
        Usage = strategy == StrategyNames.UsageBased || MinuteUsage.SetsAny(members, kept) || Array.Exists(members, GroupLimits.Tells)
            ? new MinuteUsage(members, context.Clock, comparesAll: strategy == StrategyNames.UsageBased, kept)
            : null;
        Strategy = strategy switch
        {
            StrategyNames.RoundRobin => new RoundRobin(members, groupIsWeighted),
            StrategyNames.UsageBased => new UsageBased(States, Usage!),
            StrategyNames.Adaptive => new Adaptive(members, States, Usage, context),
            StrategyNames.LeastBusy => new LeastBusy(members, States),
            StrategyNames.LatencyBased => new LatencyBased(States, context),
            StrategyNames.CostBased => new CostBased(members, States, context),
            _ when StrategyNames.CustomName(strategy) is not null => context.CustomFor(strategy, members, States),
            _ => new SimpleShuffle(strategy, members, groupIsWeighted),
        };
        Drained = Strategy.Drained;
        LeastWindow = int.MaxValue;
        foreach (var member in members)
        {
            Lacks |= member.Lacks;
            LeastWindow = Math.Min(LeastWindow, member.MaxInputTokens);
        }

        LearnsMost = context.LearnsMost;
        if (LearnsMost || context.DefaultMaxParallel is not null || Array.Exists(members, static d => d.Config.Params.MaxParallelRequests is not null))
        {
            MostAtOnce = Array.ConvertAll(members, d => d.Config.Params.MaxParallelRequests ?? context.DefaultMaxParallel ?? int.MaxValue);
        }

        if (LearnsMost)
        {
            Array.ForEach(States, state => state.LearnMost(context.Clock));
        }

        IsPoliced = Drained is not null || MostAtOnce is not null || Usage is { HasLimits: true } || Array.Exists(members, static d => d.Budgets is { Any: true });
    }

    public int Order { get; }

    /// <summary>More than health is asked of its members, whoever asks.</summary>
    public bool IsPoliced { get; }

    public Deployment[] Members { get; }

    /// <summary>How fast its members forget.</summary>
    public LearningRate Rate { get; }

    /// <summary>The members' states, side by side for the scan.</summary>
    public DeploymentState[] States { get; }

    /// <summary>The same, four and four (<see cref="Four"/>); empty in a tier that is not looked at whole.</summary>
    public DeploymentState[] Row { get; }

    public SelectionStrategy Strategy { get; }

    /// <summary>What some member lacks (see <see cref="Deployment.Lacks"/>): whoever needs none of it need not be asked member by member.</summary>
    public int Lacks { get; }

    /// <summary>The smallest context window of a member.</summary>
    public int LeastWindow { get; }

    /// <summary>Members taken out of service by a weight of zero; null when none.</summary>
    public bool[]? Drained { get; }

    /// <summary>Most calls at once of each member, as a person wrote it; null when nobody limits them.</summary>
    public int[]? MostAtOnce { get; }

    /// <summary>It is learnt besides how many calls members carry at once.</summary>
    public bool LearnsMost { get; }

    /// <summary>Most calls at once of a member, now; to be asked only where <see cref="MostAtOnce"/> says that there may be a limit.</summary>
    public int Most(int member) => LearnsMost ? Math.Min(MostAtOnce![member], States[member].MostAtOnce) : MostAtOnce![member];

    /// <summary>What is taken of each member in a minute; null when nobody asks.</summary>
    public MinuteUsage? Usage { get; }

    /// <summary>To the shuffles, round robin and least-busy <c>rpm</c> and <c>tpm</c> are weights or nothing, to the others limits: LiteLLM's rule. What the configuration keeps is kept by all.</summary>
    private static KeptLimits KeptBy(string strategy, KeptLimits everywhere) =>
        strategy is StrategyNames.UsageBased or StrategyNames.LatencyBased or StrategyNames.CostBased or StrategyNames.Adaptive ? KeptLimits.All : everywhere;
}
