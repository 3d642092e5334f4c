using Fairlead.Configuration;

namespace Fairlead.Model;

/// <summary>Checks <c>hedging</c> and <c>model_group_hedging</c>.</summary>
internal static class HedgingChecks
{
    public static void Run(RouterConfig config, Findings check)
    {
        var router = config.Router;
        Check("router_settings.hedging", router.Hedging, router.Hedging, check);
        foreach (var (group, own) in router.GroupHedging)
        {
            var path = $"router_settings.model_group_hedging.{group}";
            Check(path, own, own.Over(router.Hedging), check);
            if (!config.ModelList.Any(entry => entry.ModelName == group) && !router.RoutingGroups.Any(set => set.Name == group))
            {
                var names = config.ModelList.Select(static entry => entry.ModelName).Concat(router.RoutingGroups.Select(static set => set.Name)).Distinct(StringComparer.Ordinal).ToList();
                check.Warning(path, "there is no model group of this name, so that these settings have no effect", Suggest.DidYouMean(group, names));
            }
        }
    }

    /// <param name="path">Where they stand.</param>
    /// <param name="written">The settings written there.</param>
    /// <param name="effective">The same, with the router's where they are unset.</param>
    /// <param name="check">Gets the findings.</param>
    private static void Check(string path, HedgingSettings? written, HedgingSettings? effective, Findings check)
    {
        if (written is null || effective is null)
        {
            return;
        }

        Within($"{path}.quantile", written.Quantile, 0.5, 0.999, check);
        Within($"{path}.max_share", written.MaxShare, 0, 1, check);
        check.NotNegative($"{path}.max_cost", written.MaxCost);
        check.NotNegative($"{path}.min_delay", written.MinDelay?.TotalSeconds);
        check.AboveZero($"{path}.max_delay", written.MaxDelay);
        var least = effective.MinDelay ?? RouterDefaults.HedgeLeastDelay;
        if (effective.MaxDelay < least)
        {
            check.Error(
                written.MaxDelay is null ? $"{path}.min_delay" : $"{path}.max_delay",
                $"max_delay is {effective.MaxDelay.Value.TotalSeconds} s and below min_delay, {least.TotalSeconds} s; a hedge needs a delay between the two");
        }
    }

    private static void Within(string path, double? value, double least, double most, Findings check)
    {
        if (value is { } number && !(number >= least && number <= most))
        {
            check.Error(path, $"is {number}; expected a number from {least} to {most}");
        }
    }
}
