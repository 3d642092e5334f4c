using System.Text.Json;
using Fairlead.Configuration.Document;

namespace Fairlead.Configuration.Binding;

/// <summary>Reads <c>fallbacks</c> and its two sisters: a list of <c>{ group: [targets] }</c>.</summary>
internal static class FallbackTable
{
    private const string Shape = "a list of '- group: [other groups]'";

    /// <summary>Reads the table from <c>router_settings</c>, else from <c>litellm_settings</c>; an empty one counts as unset, as with LiteLLM.</summary>
    public static Dictionary<string, IReadOnlyList<FallbackTarget>> Bind(BindContext context, string key, MapReader router, MapReader litellm)
    {
        var typed = ConfigPath.Key(router.Path, key);
        var table = Read(context, router.Node(key), typed, typed);
        var wider = litellm.Node(key);
        return table.Count > 0 ? table : Read(context, wider, typed, ConfigPath.Key(litellm.Path, key));
    }

    public static IReadOnlyList<FallbackTarget> BindDefaults(BindContext context, MapReader router, MapReader litellm)
    {
        const string Key = "default_fallbacks";
        var (own, wider) = (router.Node(Key), litellm.Node(Key));
        return own is { Kind: not NodeKind.Null } ? Targets(context, own, ConfigPath.Key(router.Path, Key))
            : wider is not null ? Targets(context, wider, ConfigPath.Key(litellm.Path, Key))
            : [];
    }

    private static Dictionary<string, IReadOnlyList<FallbackTarget>> Read(BindContext context, ConfigNode? node, string typed, string written)
    {
        var table = new Dictionary<string, IReadOnlyList<FallbackTarget>>(StringComparer.Ordinal);
        if (node is null || node.Kind == NodeKind.Null)
        {
            return table;
        }

        context.Places.Fold(typed, written);
        if (node.Kind == NodeKind.Map)
        {
            ReadEntries(context, table, node, typed, written);
            return table;
        }

        if (node.Kind != NodeKind.List)
        {
            context.Error(written, node, $"expected {Shape}, found {node.KindName}");
            return table;
        }

        for (var i = 0; i < node.Items.Length; i++)
        {
            var path = ConfigPath.Item(written, i);
            if (node.Items[i].Kind == NodeKind.Map)
            {
                ReadEntries(context, table, node.Items[i], typed, path);
            }
            else
            {
                context.Error(path, node.Items[i], $"expected {Shape}, found {node.Items[i].KindName}");
            }
        }

        return table;
    }

    private static void ReadEntries(BindContext context, Dictionary<string, IReadOnlyList<FallbackTarget>> table, ConfigNode map, string typed, string written)
    {
        foreach (var entry in map.Entries)
        {
            var path = ConfigPath.Key(written, entry.Key);
            var targets = Targets(context, entry.Value, path);
            if (!table.TryAdd(entry.Key, targets))
            {
                context.Warn(path, entry.Line, entry.Column, "not used: the group has a list further up");
                continue;
            }

            // The validator sees the table: entry by entry, whatever the maps were it was written in.
            context.Places.Fold(ConfigPath.Key(ConfigPath.Item(typed, table.Count - 1), entry.Key), path);
        }
    }

    /// <summary>A list of names and of entries with parameters; a single one counts as a list of one.</summary>
    public static IReadOnlyList<FallbackTarget> Targets(BindContext context, ConfigNode node, string path)
    {
        node = context.Resolve(node, path);
        if (node.Kind == NodeKind.Null)
        {
            return [];
        }

        var targets = new List<FallbackTarget>();
        var items = node.Kind == NodeKind.List ? node.Items : [node];
        for (var i = 0; i < items.Length; i++)
        {
            var at = node.Kind == NodeKind.List ? ConfigPath.Item(path, i) : path;
            var item = context.Resolve(items[i], at);
            if (item.IsScalar && item.Kind != NodeKind.Null)
            {
                targets.Add(item.Scalar);
            }
            else if (item.Kind == NodeKind.Map)
            {
                Add(context, targets, item, at);
            }
            else if (BindContext.VariableOf(items[i]) is null)
            {
                context.Error(at, item, $"expected a group, or {{ model: group, temperature: 0, … }}; found {item.KindName}");
            }
        }

        return targets;
    }

    private static void Add(BindContext context, List<FallbackTarget> targets, ConfigNode entry, string path)
    {
        string? model = null;
        var parameters = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var (key, value) in entry.Entries.Select(static e => (e.Key, e.Value)))
        {
            var at = ConfigPath.Key(path, key);
            var resolved = context.Resolve(value, at);
            if (key == "model" && resolved.IsScalar && resolved.Kind != NodeKind.Null)
            {
                model = resolved.Scalar;
            }
            else if (!FallbackTarget.MaySet(key))
            {
                context.Error(at, value, "cannot be set for one fallback", "set it for the deployments of the group");
            }
            else
            {
                parameters[key] = NodeJson.ToElement(value, inner => context.Resolve(inner, at));
            }
        }

        if (model is null)
        {
            context.Error(path, entry, "'model' is missing, e.g. { model: gpt-4o, temperature: 0 }");
            return;
        }

        targets.Add(new FallbackTarget(model) { Parameters = parameters.Count > 0 ? parameters : null });
    }
}
