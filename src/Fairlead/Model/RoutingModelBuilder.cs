using Fairlead.Affinity;
using Fairlead.Attempts.Hedging;
using Fairlead.Configuration;
using Fairlead.Costs;
using Fairlead.Limits;
using Fairlead.Resolution;
using Fairlead.Selection;
using Fairlead.State;

namespace Fairlead.Model;

/// <summary>Turns a configuration found good into tables.</summary>
internal static class RoutingModelBuilder
{
    private const string DefaultTag = "default";

    public static RoutingModel Build(RouterConfig config, int generation, RoutingModel? previous, Clock clock, IReadOnlyDictionary<string, CustomStrategyFactory> custom)
    {
        var settings = new RoutingSettings(config.Router, clock);
        var strategies = new StrategyTable(config.Router, clock, custom);
        DeploymentConfig[] active = [.. config.ModelList.Where(entry => DeploymentTraits.IsActive(entry, config.Environment))];
        var filters = new FilterTables(active);
        var budgets = BudgetTable.Build(config, clock, previous?.Budgets);
        var deployments = Deployments(active, config, previous, filters, budgets, clock);
        var queues = previous?.Queues ?? new AdmissionQueues(clock);
        queues.Assign(deployments.Select(static d => d.Deployment), config.Router);
        var groups = deployments
            .Select(static d => d.Deployment)
            .GroupBy(static d => d.ModelName, StringComparer.Ordinal)
            .Select(group => ModelGroup.Create(group.Key, strategies.Of(group.Key), [.. group]));
        QuotaDomain.Assign(deployments.Select(static d => d.Deployment));
        var hedged = HedgePolicy.Attach([.. groups], config.Router, previous, clock);
        return new RoutingModel(
            config,
            generation,
            settings,
            deployments,
            hedged,
            HedgePolicy.OfSets(config.Router, previous, clock),
            filters,
            strategies,
            previous?.Breakers ?? new Breakers(clock),
            previous?.Shadows.States ?? new ShadowStates(clock),
            previous?.PassThrough.States ?? new ShadowStates(clock))
        {
            Budgets = budgets,
            RetryBudget = RetryBudget.Of(config.Router.RetryBudget, previous?.RetryBudget, clock),
            Affinity = AffinityRules.Of(config.Router, previous?.Affinity?.Store, clock),
            Queues = queues,
        };
    }

    private static List<(Deployment Deployment, string Fingerprint)> Deployments(
        DeploymentConfig[] active, RouterConfig config, RoutingModel? previous, FilterTables filters, BudgetTable? budgets, Clock clock)
    {
        var taken = new HashSet<string>(active.Select(static d => d.Info.Id).OfType<string>(), StringComparer.Ordinal);
        var joined = previous is null ? 0 : clock.Now;
        var deployments = new List<(Deployment Deployment, string Fingerprint)>(active.Length);
        foreach (var entry in active)
        {
            if (entry.Params.AutoRouter is not null)
            {
                continue;
            }

            var fingerprint = DeploymentIdentity.Of(entry);
            var id = entry.Info.Id ?? Free(fingerprint, taken);
            var own = DeploymentTraits.Tags(entry);
            var (provider, model) = Provider(entry.Params);

            // What makes it the same one is what is written at it: other defaults are no other deployment.
            var deployment = new Deployment(id, WithDefaults(entry, provider, model, config), provider, model, config.Catalogue)
            {
                State = previous?.StateOf(id, fingerprint) ?? new DeploymentState(joined),
                Tags = TagMask.Of(own, filters.Tags),
                HasDefaultTag = own.Contains(DefaultTag, StringComparer.Ordinal),
                UserAgents = filters.UserAgents.Of(entry.Params.TagRegex),
                Region = filters.RegionId(DeploymentTraits.Region(entry)),
                Team = filters.TeamId(entry.Info.TeamId),
                AccessGroups = TagMask.Of(entry.Info.AccessGroups, filters.AccessGroups),
                Budgets = budgets?.Of(id, fingerprint, provider, entry.Params),
            };
            deployments.Add((deployment, fingerprint));
        }

        return deployments;
    }

    internal static DeploymentConfig WithDefaults(DeploymentConfig entry, string provider, string model, RouterConfig config) =>
        config.Router.DefaultParams is { } defaults
            ? defaults.Under(entry, PriceBook.Of(entry, provider, model, config.Catalogue ?? ModelCatalogue.BuiltIn).Mode)
            : entry;

    /// <summary>The provider and its name of the model. A model that is all wildcard has no provider of its own: the name asked for will tell.</summary>
    private static (string Provider, string Model) Provider(DeploymentParams call)
    {
        if (call is { Model: "*", CustomProvider: null })
        {
            return (ProviderTable.ByHost(call.ApiBase) ?? "", call.Model);
        }

        // The validator has seen to it that it can be told.
        _ = ProviderNames.TryResolve(call.Model, call.CustomProvider, call.ApiBase, out var provider, out var model);
        return (provider, model);
    }

    /// <summary>The id itself, or with a number when an equal entry came before.</summary>
    private static string Free(string id, HashSet<string> taken)
    {
        var free = id;
        for (var i = 2; !taken.Add(free); i++)
        {
            free = $"{id}-{i}";
        }

        return free;
    }
}
