using System.Collections.Frozen;
using Fairlead.Affinity;
using Fairlead.Attempts.Hedging;
using Fairlead.Configuration;
using Fairlead.Limits;
using Fairlead.PreRouting;
using Fairlead.Resolution;
using Fairlead.Selection;
using Fairlead.State;

namespace Fairlead.Model;

/// <summary>One generation of the configuration: validated, indexed, immutable, replaced whole.</summary>
public sealed class RoutingModel
{
    private readonly FrozenDictionary<string, (Deployment Deployment, string Fingerprint)> _byId;

    internal RoutingModel(
        RouterConfig config,
        int generation,
        RoutingSettings settings,
        IReadOnlyList<(Deployment Deployment, string Fingerprint)> deployments,
        ModelGroup[] groups,
        FrozenDictionary<string, HedgePolicy> setHedging,
        FilterTables filters,
        StrategyTable strategies,
        Breakers breakers,
        ShadowStates shadows,
        ShadowStates passed)
    {
        Config = config;
        Generation = generation;
        Settings = settings;
        Deployments = [.. deployments.Select(static d => d.Deployment)];
        Groups = groups;
        SetHedging = setHedging;
        Filters = filters;
        Strategies = strategies;
        Breakers = breakers;
        Shadows = new ShadowTable(shadows);
        PassThrough = new PassThroughTable(this, passed);
        Providers = new ProviderTargets(this);
        AutoRouters =
        [
            .. config.ModelList.Where(static entry => entry.Params.AutoRouter is not null).Select(static entry => new AutoRouter(entry.ModelName, entry.Params.AutoRouter!)),
        ];
        _byId = deployments.ToFrozenDictionary(static d => d.Deployment.Id, StringComparer.Ordinal);
        Names = new NameResolver(this, TeamNames.Common(groups));
        foreach (var group in groups)
        {
            var hasAlternative = group.All.Length > 1 || Names.HasFallback(group.Name);
            foreach (var deployment in group.All)
            {
                deployment.HasAlternative = hasAlternative;
            }
        }

        QueueGuests.Link(groups, Names);
        Teams = new TeamNames(this);
        ModelNames =
        [
            .. groups.Select(static group => group.Name),
            .. AutoRouters.Select(static router => router.Name),
            .. config.Router.ModelGroupAlias
                .Where(alias => !alias.Value.Hidden && !Array.Exists(groups, group => group.Name == alias.Key))
                .Select(static alias => alias.Key),
            .. config.Router.RoutingGroups.Select(static set => set.Name).Where(name => Names.ResolveOwn(name) is { ResolvedBy: "routing-group" }),
        ];
    }

    /// <summary>The configuration it was built from.</summary>
    public RouterConfig Config { get; }

    /// <summary>Number of this generation, from 1.</summary>
    public int Generation { get; }

    /// <summary>Groups in the order of the configuration.</summary>
    public IReadOnlyList<ModelGroup> Groups { get; }

    /// <summary>All deployments in the order of the configuration.</summary>
    public IReadOnlyList<Deployment> Deployments { get; }

    /// <summary>The names a model listing shows: groups, aliases that are not hidden; wildcards as written.</summary>
    public IReadOnlyList<string> ModelNames { get; }

    /// <summary>The names a model listing shows to a team: its own by their public names, and everybody's. Groups that are other teams' alone are not among them.</summary>
    /// <param name="team">The team; null for whoever has none.</param>
    public IReadOnlyList<string> NamesFor(string? team) => Teams.Listed(team);

    internal RoutingSettings Settings { get; }

    /// <summary>The names as everybody sees them.</summary>
    internal NameResolver Names { get; }

    /// <summary>The names as teams see them.</summary>
    internal TeamNames Teams { get; }

    /// <summary>What ties requests to deployments; null where nothing does.</summary>
    internal AffinityRules? Affinity { get; init; }

    internal StrategyTable Strategies { get; }

    /// <summary>What changes breakers, and who hears of it; the same in all generations of a router.</summary>
    internal Breakers Breakers { get; }

    /// <summary>Who waits for whom; the same in all generations of a router.</summary>
    internal AdmissionQueues? Queues { get; init; }

    /// <summary>Retries all requests together may make; null where they have no bound in common.</summary>
    internal RetryBudget? RetryBudget { get; init; }

    /// <summary>What may be spent; null when nobody has a budget.</summary>
    internal BudgetTable? Budgets { get; init; }

    /// <summary>The names that choose a model by looking at the request.</summary>
    internal AutoRouter[] AutoRouters { get; }

    /// <summary>The deployments as callers with credentials of their own see them.</summary>
    internal ShadowTable Shadows { get; }

    /// <summary>The models that nobody is configured for.</summary>
    internal PassThroughTable PassThrough { get; }

    /// <summary>The deployments of a provider, for calls of its own API.</summary>
    internal ProviderTargets Providers { get; }

    internal FilterTables Filters { get; }

    /// <summary>When requests for routing groups by name are hedged; those that are not have no entry.</summary>
    internal FrozenDictionary<string, HedgePolicy> SetHedging { get; }

    /// <summary>Validates a configuration and builds the tables.</summary>
    /// <param name="config">The configuration, read or built in code.</param>
    /// <exception cref="RouterConfigException">The configuration is not usable; holds every finding.</exception>
    public static RoutingModel Build(RouterConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var findings = new List<ConfigDiagnostic>();
        return TryBuild(config, generation: 1, previous: null, findings) ?? throw new RouterConfigException(findings);
    }

    /// <summary>Validates a configuration and builds the tables, with the states of a generation before.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="generation">The new generation's number.</param>
    /// <param name="previous">The generation in force, whose states are taken over; null at the start.</param>
    /// <param name="findings">Gets every finding.</param>
    /// <param name="clock">The router's clock; null for the real one.</param>
    /// <param name="custom">Strategies of somebody's own; null for those of the generation before.</param>
    /// <returns>Null when there was an error.</returns>
    internal static RoutingModel? TryBuild(
        RouterConfig config, int generation, RoutingModel? previous, List<ConfigDiagnostic> findings, Clock? clock = null,
        IReadOnlyDictionary<string, CustomStrategyFactory>? custom = null)
    {
        var before = findings.Count;
        ModelValidator.Validate(config, findings);
        custom ??= previous?.Strategies.Custom ?? StrategyContext.NoCustom;
        CustomStrategyChecks.Run(config.Router, custom, new Findings(findings));
        config = InvalidDeployments.LeaveOut(config, findings, before);
        for (var i = before; i < findings.Count; i++)
        {
            if (findings[i].Severity == ConfigSeverity.Error)
            {
                return null;
            }
        }

        return RoutingModelBuilder.Build(config, generation, previous, clock ?? new Clock(TimeProvider.System), custom);
    }

    internal Deployment? ById(string id) => _byId.TryGetValue(id, out var found) ? found.Deployment : null;

    /// <summary>The state of a deployment that is still the same one; null when it is new, or its id now names another.</summary>
    internal DeploymentState? StateOf(string id, string fingerprint) =>
        _byId.TryGetValue(id, out var found) && found.Fingerprint == fingerprint ? found.Deployment.State : null;
}
