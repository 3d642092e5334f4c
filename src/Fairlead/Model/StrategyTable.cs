using Fairlead.Configuration;
using Fairlead.Limits;
using Fairlead.Selection;
using Fairlead.State;

namespace Fairlead.Model;

/// <summary>Which rules each model of a configuration is picked by: its own, those of its routing group, or the router's.</summary>
internal sealed class StrategyTable
{
    private readonly RouterSettings _router;
    private readonly Clock _clock;
    private readonly Dictionary<string, SelectionRules> _byModel = new(StringComparer.Ordinal);

    public StrategyTable(RouterSettings router, Clock clock, IReadOnlyDictionary<string, CustomStrategyFactory> custom)
    {
        Custom = custom;
        _router = router;
        _clock = clock;
        Common = Rules(router.RoutingStrategy, router.StrategyArgs);
        foreach (var group in router.RoutingGroups)
        {
            if (!StrategyNames.IsPriority(group.RoutingStrategy))
            {
                var rules = OfSet(group);
                foreach (var model in group.Models)
                {
                    _byModel[model] = rules;
                }
            }
        }

        foreach (var (model, strategy) in router.GroupStrategies)
        {
            _byModel[model] = Rules(strategy, _byModel.TryGetValue(model, out var wider) ? wider.Context : Common.Context);
        }
    }

    /// <summary>Strategies of somebody's own, by name; the same in all generations of a router.</summary>
    public IReadOnlyDictionary<string, CustomStrategyFactory> Custom { get; }

    /// <summary>Those of the router itself.</summary>
    public SelectionRules Common { get; }

    /// <summary>Those of a model.</summary>
    public SelectionRules Of(string model) => _byModel.GetValueOrDefault(model, Common);

    /// <summary>Those of a whole routing group, asked for by its name.</summary>
    public SelectionRules OfSet(RoutingGroup group) => StrategyNames.IsPriority(group.RoutingStrategy)
        ? new SelectionRules(StrategyNames.Priority, ContextOf(Over(group.StrategyArgs)), group.ModelPriorities)
        : Rules(group.RoutingStrategy ?? _router.RoutingStrategy, Over(group.StrategyArgs));

    private SelectionRules Rules(string? strategy, StrategyArgs args) => Rules(strategy, ContextOf(args));

    private static SelectionRules Rules(string? strategy, StrategyContext context)
    {
        _ = StrategyNames.TryParse(strategy, out var name);
        return new SelectionRules(name, context);
    }

    private StrategyContext ContextOf(StrategyArgs args) => new(
        _clock, RoutingSettings.RateOf(args, _clock).HalfLife, args.LowestLatencyBuffer ?? 0, args.PriceWeight ?? 0)
    {
        Custom = Custom,
        DefaultMaxParallel = _router.DefaultMaxParallelRequests,
        LearnsMost = _router.AdaptiveConcurrency == true,
        KeptLimits = Kept(_router),
        LatencyObjective = args.LatencyObjective?.TotalSeconds ?? 0,
        PrefixWeight = args.PrefixWeight ?? 0,
        EffectivePrice = args.EffectivePrice ?? false,
    };

    /// <summary>The switch has the last word; then the list of checks; the checks before a call look at <c>rpm</c>, as LiteLLM's do.</summary>
    private static KeptLimits Kept(RouterSettings router) => router.EnforceModelRateLimits switch
    {
        true => KeptLimits.All,
        false => KeptLimits.None,
        _ when router.OptionalPreCallChecks.Contains(PreCallChecks.RateLimits) => KeptLimits.All,
        _ => router.EnablePreCallChecks == true ? KeptLimits.Requests : KeptLimits.None,
    };

    private StrategyArgs Over(StrategyArgs own) => new()
    {
        LowestLatencyBuffer = own.LowestLatencyBuffer ?? _router.StrategyArgs.LowestLatencyBuffer,
        LatencyObjective = own.LatencyObjective ?? _router.StrategyArgs.LatencyObjective,
        PriceWeight = own.PriceWeight ?? _router.StrategyArgs.PriceWeight,
        PrefixWeight = own.PrefixWeight ?? _router.StrategyArgs.PrefixWeight,
        EffectivePrice = own.EffectivePrice ?? _router.StrategyArgs.EffectivePrice,
        Ttl = own.Ttl ?? _router.StrategyArgs.Ttl,
    };
}
