using Fairlead.Cli.Simulation.Deployments;
using Fairlead.Cli.Simulation.Traffic;
using Fairlead.Configuration;

namespace Fairlead.Cli.Simulation.Scenarios;

/// <summary>A named world to try policies in.</summary>
internal sealed record Scenario
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What happens in it, in a sentence.</summary>
    public required string About { get; init; }

    /// <summary>The deployments.</summary>
    public required IReadOnlyList<DeploymentSpec> Deployments { get; init; }

    /// <summary>What the routers are told of them, entry by entry the same.</summary>
    public required RouterConfig Config { get; init; }

    /// <summary>The same, with the product's routers told something more.</summary>
    public Scenario Told(Func<RouterSettings, RouterSettings> more) => this with { Config = Config with { Router = more(Config.Router) } };

    /// <summary>The models requests ask for, by chance in proportion to the weight.</summary>
    public IReadOnlyList<ModelShare> Models { get; init; } = [new ModelShare("model", 1)];

    /// <summary>The file of the configuration it is made from; null for one of the catalogue.</summary>
    public string? Path { get; init; }

    /// <summary>Whether a name is one that requests may ask for besides: an alias, or what a wildcard covers; null where there are none.</summary>
    public Func<string, bool>? Resolves { get; init; }

    /// <summary>The requests.</summary>
    public TrafficShape Traffic { get; init; } = new();

    /// <summary>Calls that its deployments serve at once at their usual speed.</summary>
    public int Places => Deployments.Sum(static spec => spec.Capacity);

    /// <summary>How long such a request keeps one of those busy, in seconds: of deployments that differ, on average.</summary>
    public double Work(SimulatedRequest request) => Deployments.Sum(spec => spec.Capacity * spec.MeanTime(request)) / Places;

    /// <summary>What goes wrong.</summary>
    public IReadOnlyList<Incident> Incidents { get; init; } = [];

    /// <summary>Routers that share nothing; a request comes to any of them.</summary>
    public int Replicas { get; init; } = 1;
}
