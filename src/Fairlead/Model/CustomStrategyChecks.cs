using Fairlead.Configuration;
using Fairlead.Selection;

namespace Fairlead.Model;

/// <summary>Checks that every <c>custom/NAME</c> of a configuration is registered.</summary>
internal static class CustomStrategyChecks
{
    public static void Run(RouterSettings router, IReadOnlyDictionary<string, CustomStrategyFactory> known, Findings check)
    {
        const string At = "router_settings";
        Check($"{At}.routing_strategy", router.RoutingStrategy, known, check);
        foreach (var (model, strategy) in router.GroupStrategies)
        {
            Check($"{At}.model_group_routing_strategy.{model}", strategy, known, check);
        }

        for (var i = 0; i < router.RoutingGroups.Count; i++)
        {
            Check($"{At}.routing_groups[{i}].routing_strategy", router.RoutingGroups[i].RoutingStrategy, known, check);
        }
    }

    private static void Check(string path, string? strategy, IReadOnlyDictionary<string, CustomStrategyFactory> known, Findings check)
    {
        if (StrategyNames.CustomName(strategy) is { } name && !known.ContainsKey(name))
        {
            check.Error(
                path,
                known.Count == 0
                    ? $"no strategy is registered as '{name}', and none at all: register it in code, with RouterOptions.Strategies or AddRoutingStrategy"
                    : $"no strategy is registered as '{name}'; registered are {string.Join(", ", known.Keys)}",
                Suggest.DidYouMean(name, known.Keys));
        }
    }
}
