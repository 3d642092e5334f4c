using System.Text.Json;
using Fairlead.Configuration.Document;

namespace Fairlead.Configuration.Binding;

/// <summary>Reads <c>routing_groups</c>.</summary>
internal static class RoutingGroupBinder
{
    public static IReadOnlyList<RoutingGroup> Bind(BindContext context, MapReader router, Dictionary<string, JsonElement> unused)
    {
        const string Key = "routing_groups";
        var node = router.Node(Key);
        if (node is null || node.Kind == NodeKind.Null)
        {
            return [];
        }

        var path = ConfigPath.Key(router.Path, Key);
        if (node.Kind != NodeKind.List)
        {
            context.Error(path, node, $"expected a list of '- group_name: …', found {node.KindName}");
            return [];
        }

        var groups = new List<RoutingGroup>(node.Items.Length);
        for (var i = 0; i < node.Items.Length; i++)
        {
            var at = ConfigPath.Item(path, i);
            if (node.Items[i].Kind == NodeKind.Map)
            {
                // The validator sees the list: entry by entry, those that could not be read left out.
                context.Places.Fold(ConfigPath.Item(path, groups.Count), at);
                groups.Add(BindOne(context, new MapReader(context, ConfigSections.RoutingGroup, node.Items[i], at), unused));
            }
            else
            {
                context.Error(at, node.Items[i], $"expected a mapping with group_name and models, found {node.Items[i].KindName}");
            }
        }

        return groups;
    }

    private static RoutingGroup BindOne(BindContext context, MapReader group, Dictionary<string, JsonElement> unused)
    {
        var bound = new RoutingGroup
        {
            Name = group.Text("group_name") ?? "",
            Models = group.Texts("models") ?? [],
            RoutingStrategy = group.Text("routing_strategy"),
            StrategyArgs = RouterBinder.BindArgs(group.Map("routing_strategy_args", ConfigSections.StrategyArgs), unused),
            ModelPriorities = Priorities(context, group),
        };
        ConfigBinder.Keep(unused, group.Path, group.RestUnused());
        return bound;
    }

    private static Dictionary<string, int> Priorities(BindContext context, MapReader group)
    {
        var priorities = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (model, value, path) in group.Entries("model_priorities", "models with whole numbers"))
        {
            var resolved = context.Resolve(value, path);
            if (resolved.IsScalar && CoreSchema.TryNumber(resolved.Scalar.Trim(), out var number) && number == Math.Truncate(number) && Math.Abs(number) <= int.MaxValue)
            {
                priorities[model] = (int)number;
            }
            else if (resolved.Kind != NodeKind.Null)
            {
                context.Error(path, value, $"expected a whole number, found {value.KindName}");
            }
        }

        return priorities;
    }
}
