using Fairlead.Configuration;
using Fairlead.Selection;

namespace Fairlead.Model;

/// <summary>Checks <c>routing_groups</c>.</summary>
internal static class RoutingGroupChecks
{
    public static void Run(RouterConfig config, Findings check)
    {
        var router = config.Router;
        var models = config.ModelList.Select(static entry => entry.ModelName).ToHashSet(StringComparer.Ordinal);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < router.RoutingGroups.Count; i++)
        {
            var group = router.RoutingGroups[i];
            var at = $"router_settings.routing_groups[{i}]";
            CheckName(group.Name, $"{at}.group_name", names, check);
            if (models.Contains(group.Name) || router.ModelGroupAlias.ContainsKey(group.Name))
            {
                check.Warning($"{at}.group_name", $"'{group.Name}' is a model_name or an alias too, and requests for it mean that");
            }

            CheckModels(group, at, models, owners, check);
            CheckStrategy(group, at, check);
            check.NotNegative($"{at}.routing_strategy_args.lowest_latency_buffer", group.StrategyArgs.LowestLatencyBuffer);
            check.NotNegative($"{at}.routing_strategy_args.price_weight", group.StrategyArgs.PriceWeight);
            check.NotNegative($"{at}.routing_strategy_args.prefix_weight", group.StrategyArgs.PrefixWeight);
            check.AboveZero($"{at}.routing_strategy_args.latency_objective", group.StrategyArgs.LatencyObjective);
            check.AboveZero($"{at}.routing_strategy_args.ttl", group.StrategyArgs.Ttl);
        }

        foreach (var model in router.GroupStrategies.Keys.Where(owners.ContainsKey))
        {
            check.Warning($"router_settings.model_group_routing_strategy.{model}", $"takes the place of the strategy of the routing group '{owners[model]}'");
        }
    }

    private static void CheckName(string name, string path, HashSet<string> names, Findings check)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            check.Error(path, "is empty; expected a name for the set of models");
        }
        else if (name == "default")
        {
            check.Error(path, "'default' is reserved for the models that are in no group; choose another name");
        }
        else if (!names.Add(name))
        {
            check.Error(path, $"the name '{name}' is already used by another routing group; names must be unique");
        }
    }

    private static void CheckModels(RoutingGroup group, string at, HashSet<string> models, Dictionary<string, string> owners, Findings check)
    {
        if (group.Models.Count == 0)
        {
            check.Warning($"{at}.models", "is empty: the group holds nobody");
        }

        for (var i = 0; i < group.Models.Count; i++)
        {
            var model = group.Models[i];
            if (!models.Contains(model))
            {
                check.Warning($"{at}.models[{i}]", $"'{model}' is no model_name of model_list", Suggest.DidYouMean(model, models));
            }

            // A priority group is only for those who ask for it: its models may be in several.
            if (!StrategyNames.IsPriority(group.RoutingStrategy) && !owners.TryAdd(model, group.Name))
            {
                check.Error($"{at}.models[{i}]", $"'{model}' is already in the routing group '{owners[model]}'; a model may be in one only");
            }
        }
    }

    private static void CheckStrategy(RoutingGroup group, string at, Findings check)
    {
        var isPriority = StrategyNames.IsPriority(group.RoutingStrategy);
        if (!isPriority && !StrategyNames.TryParse(group.RoutingStrategy, out _))
        {
            check.Error(
                $"{at}.routing_strategy",
                $"the strategy '{group.RoutingStrategy}' is not available; valid are {string.Join(", ", StrategyNames.All)}, {StrategyNames.Priority}",
                Suggest.DidYouMean(group.RoutingStrategy!, [.. StrategyNames.Accepted, StrategyNames.Priority]));
        }

        if (!isPriority && group.ModelPriorities.Count > 0)
        {
            check.Warning($"{at}.model_priorities", "not used: only the strategy 'priority' reads it");
        }

        foreach (var (model, priority) in group.ModelPriorities)
        {
            check.AtLeast($"{at}.model_priorities.{model}", priority, 1);
            if (!group.Models.Contains(model, StringComparer.Ordinal))
            {
                check.Warning($"{at}.model_priorities.{model}", $"'{model}' is not among the group's models", Suggest.DidYouMean(model, group.Models));
            }
        }
    }
}
