using Fairlead.Selection;

namespace Fairlead.Cli.Simulation.Policies;

/// <summary>The policies by name: the product's strategies, then the baselines.</summary>
internal static class PolicyCatalogue
{
    /// <summary>What a baseline's name begins with.</summary>
    public const string BaselinePrefix = "base:";

    /// <summary>The baselines.</summary>
    public static IReadOnlyList<string> Baselines { get; } =
        ["base:random", "base:round-robin", "base:litellm-least-busy", "base:litellm-latency", "base:peak-ewma", "base:prequal"];

    /// <summary>What is compared when nobody names any: all but the second name of the first strategy.</summary>
    public static IReadOnlyList<string> All { get; } = [.. StrategyNames.All.Where(static name => name != StrategyNames.WeightedShuffle), .. Baselines];

    /// <summary>The policy's own name for a spelling; null when there is none.</summary>
    public static string? Find(string spelling) =>
        Baselines.FirstOrDefault(name => string.Equals(name, spelling, StringComparison.OrdinalIgnoreCase))
        ?? PolicyOptions.Read(spelling)?.ToString();

    /// <summary>One replica of a policy.</summary>
    /// <param name="name">Its own name.</param>
    /// <param name="context">What it is made from.</param>
    public static IPolicy Create(string name, PolicyContext context) => name switch
    {
        "base:random" => new BaselinePolicy(context, new UniformRandom(context.Random)),
        "base:round-robin" => new BaselinePolicy(context, new RoundRobin(context.Random.Next(context.Deployments.Count))),
        "base:litellm-least-busy" => new BaselinePolicy(context, new LiteLlmLeastBusy(context.Deployments.Count, context.Random)),
        "base:litellm-latency" => new BaselinePolicy(context, new LiteLlmLatency(context)),
        "base:peak-ewma" => new BaselinePolicy(context, new PeakEwma(context)),
        "base:prequal" => new BaselinePolicy(context, new HotCold(context)),
        _ => new RouterPolicy(context, PolicyOptions.Read(name)!),
    };
}
