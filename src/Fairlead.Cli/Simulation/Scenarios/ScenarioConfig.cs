using Fairlead.Cli.Simulation.Deployments;
using Fairlead.Configuration;

namespace Fairlead.Cli.Simulation.Scenarios;

/// <summary>What the catalogue's routers are told: names, prices and quotas, as a person would write them. Not speeds, not capacities.</summary>
internal static class ScenarioConfig
{
    /// <summary>Time for the first byte of one attempt: twenty times the usual one.</summary>
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(10);

    /// <summary>The same for plain answers, whose first byte is their last: the longest answer at half speed.</summary>
    private static readonly TimeSpan PlainTimeout = TimeSpan.FromSeconds(300);

    /// <summary>Deadline of a request up to its first content: three attempts of a stream fit well, and one of a plain answer.</summary>
    private static readonly TimeSpan Deadline = PlainTimeout;

    public static RouterConfig For(IEnumerable<DeploymentSpec> deployments) => new()
    {
        ModelList = [.. deployments.Select(Entry)],
        Router = new RouterSettings { Timeout = PlainTimeout, StreamTimeout = AttemptTimeout, RequestDeadline = Deadline },
    };

    private static DeploymentConfig Entry(DeploymentSpec spec) => new()
    {
        ModelName = spec.Group,
        Params = new DeploymentParams
        {
            Model = "simulated/" + spec.Id,
            StreamTimeout = AttemptTimeout,
            Timeout = PlainTimeout,
            Rpm = spec.Rpm,
            InputCostPerToken = spec.InputPrice / 1e6,
            OutputCostPerToken = spec.OutputPrice / 1e6,
            CacheReadInputTokenCost = spec.CachedPrice / 1e6,
            CacheCreationInputTokenCost = spec.WritePrice / 1e6,
        },
        Info = new DeploymentInfo { Id = spec.Id },
    };
}
