using Fairlead.Configuration.Document;

namespace Fairlead.Configuration.Binding;

/// <summary>Reads <c>hedging</c> and <c>model_group_hedging</c>.</summary>
internal static class HedgingBinder
{
    public static HedgingSettings? Bind(MapReader router)
    {
        var settings = Read(router.Map("hedging", ConfigSections.Hedging));
        return router.Find("hedging") is { Value.Kind: not NodeKind.Null } ? settings : null;
    }

    public static Dictionary<string, HedgingSettings> BindGroups(BindContext context, MapReader router)
    {
        var groups = new Dictionary<string, HedgingSettings>(StringComparer.Ordinal);
        foreach (var (group, value, path) in router.Entries("model_group_hedging", "groups with hedging settings"))
        {
            var resolved = context.Resolve(value, path);
            if (resolved.Kind == NodeKind.Map)
            {
                groups[group] = Read(new MapReader(context, ConfigSections.Hedging, resolved, path));
            }
            else if (resolved.Kind != NodeKind.Null)
            {
                context.Error(path, value, $"expected hedging settings, e.g. {{ enabled: true }}; found {value.KindName}");
            }
        }

        return groups;
    }

    private static HedgingSettings Read(MapReader map)
    {
        var settings = new HedgingSettings
        {
            Enabled = map.Truth("enabled"),
            OnRequest = map.Truth("on_request"),
            Quantile = map.Number("quantile"),
            MaxShare = map.Number("max_share"),
            MaxCost = map.Number("max_cost"),
            MinDelay = map.Duration("min_delay"),
            MaxDelay = map.Duration("max_delay"),
        };
        map.ReportUnused(onlySlips: false);
        return settings;
    }
}
