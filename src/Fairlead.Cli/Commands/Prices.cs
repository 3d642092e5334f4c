using Fairlead.Configuration;
using Fairlead.Model;
using Fairlead.Selection;

namespace Fairlead.Cli.Commands;

/// <summary>Which prices a configuration relies on and nobody knows.</summary>
internal static class Prices
{
    /// <summary>A warning for each deployment without a price in a group of several whose strategy compares prices.</summary>
    public static IReadOnlyList<ConfigDiagnostic> Missing(RouterConfig config, string source)
    {
        var findings = new List<ConfigDiagnostic>();
        var model = RoutingModel.Build(config);
        for (var i = 0; i < model.Deployments.Count; i++)
        {
            var deployment = model.Deployments[i];
            var group = model.Groups.First(group => group.Name == deployment.ModelName);
            var weighs = group.Strategy == StrategyNames.CostBased
                || (group.Strategy == StrategyNames.Adaptive && config.Router.StrategyArgs.PriceWeight > 0);
            if (weighs && group.All.Length > 1 && !deployment.Price.IsKnown && !deployment.IsWildcard)
            {
                findings.Add(new ConfigDiagnostic(
                    ConfigSeverity.Warning, source, 0, 0, $"model_list[{i}]",
                    $"no price is known for {deployment.Provider}/{deployment.UpstreamModel}: {group.Strategy} takes it for the dearest",
                    "set input_cost_per_token and output_cost_per_token, or the base_model whose prices it has"));
            }
        }

        return findings;
    }
}
