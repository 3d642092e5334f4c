using Fairlead.Configuration.Document;

namespace Fairlead.Configuration.Binding;

/// <summary>Reads <c>fallbacks</c> and its two sisters: a list of <c>{ group: [targets] }</c>.</summary>
internal static class FallbackTable
{
    private const string Shape = "a list of '- group: [other groups]'";

    /// <summary>Reads the table from <c>router_settings</c>, else from <c>litellm_settings</c>; an empty one counts as unset, as with LiteLLM.</summary>
    public static Dictionary<string, IReadOnlyList<string>> Bind(BindContext context, string key, MapReader router, MapReader litellm)
    {
        var typed = ConfigPath.Key(router.Path, key);
        var table = Read(context, router.Node(key), typed, typed);
        var wider = litellm.Node(key);
        return table.Count > 0 ? table : Read(context, wider, typed, ConfigPath.Key(litellm.Path, key));
    }

    private static Dictionary<string, IReadOnlyList<string>> Read(BindContext context, ConfigNode? node, string typed, string written)
    {
        var table = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
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

    private static void ReadEntries(BindContext context, Dictionary<string, IReadOnlyList<string>> table, ConfigNode map, string typed, string written)
    {
        foreach (var entry in map.Entries)
        {
            var path = ConfigPath.Key(written, entry.Key);
            var targets = Lists.Texts(context, entry.Value, path);
            if (!table.TryAdd(entry.Key, targets))
            {
                context.Warn(path, entry.Line, entry.Column, "not used: the group has a list further up");
                continue;
            }

            // The validator sees the table: entry by entry, whatever the maps were it was written in.
            context.Places.Fold(ConfigPath.Key(ConfigPath.Item(typed, table.Count - 1), entry.Key), path);
        }
    }
}
