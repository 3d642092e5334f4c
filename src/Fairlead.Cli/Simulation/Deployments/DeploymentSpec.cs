using Fairlead.Attempts;
using Fairlead.Cli.Simulation.Traffic;

namespace Fairlead.Cli.Simulation.Deployments;

/// <summary>How a simulated deployment behaves when nothing is wrong with it.</summary>
/// <remarks>The defaults are those of a mid-sized hosted model: four tenths of a second to the first token, fifty tokens a second.</remarks>
internal sealed record DeploymentSpec
{
    /// <summary>Its id, as the tables show it.</summary>
    public required string Id { get; init; }

    /// <summary>The provider's model it calls, by which a person may name it too; null in the catalogue.</summary>
    public string? Model { get; init; }

    /// <summary>A person has written how fast it is and how it fails; else these are guesses.</summary>
    public bool IsToldSo { get; init; }

    /// <summary>The model group it belongs to.</summary>
    public string Group { get; init; } = "model";

    /// <summary>Median time to the first token, without the prompt's share, in seconds.</summary>
    public double FirstToken { get; init; } = 0.4;

    /// <summary>Spread of that time: the deviation of its logarithm. At 0.3 one call in a hundred takes twice the median.</summary>
    public double FirstTokenSpread { get; init; } = 0.3;

    /// <summary>Chance that a call is a straggler: nothing is wrong with the deployment, only with that call.</summary>
    public double Stragglers { get; init; }

    /// <summary>How many times longer a straggler's first token takes.</summary>
    public double StragglerFactor { get; init; } = 15;

    /// <summary>Median time per output token after the first, in seconds.</summary>
    public double PerToken { get; init; } = 0.02;

    /// <summary>Spread of that time, drawn once a call.</summary>
    public double PerTokenSpread { get; init; } = 0.15;

    /// <summary>Time per token of the prompt, in seconds: ten thousand tokens a second.</summary>
    public double PerPromptToken { get; init; } = 0.0001;

    /// <summary>Calls at once that it serves at full speed. Above, times grow in proportion to the calls under way.</summary>
    public int Capacity { get; init; } = 20;

    /// <summary>
    /// Calls under way slow down as others join them, and speed up as others end: it never serves more than its capacity (processor sharing). Else a call's times are those of the moment it begins
    /// in, and while more and more join it serves more than that.
    /// </summary>
    public bool Shares { get; init; }

    /// <summary>Calls a minute; above, 429 with the rest of the minute as Retry-After. Null for no limit.</summary>
    public int? Rpm { get; init; }

    /// <summary>Price of a million input tokens, in US dollars.</summary>
    public double InputPrice { get; init; } = 1;

    /// <summary>Price of a million input tokens that it has in its cache, in US dollars; null for that of others: it bills its cache to nobody's credit.</summary>
    public double? CachedPrice { get; init; }

    /// <summary>Price of a million input tokens written to its cache, in US dollars; null for that of others.</summary>
    public double? WritePrice { get; init; }

    /// <summary>How long it keeps a prompt that nobody reads; null for ever.</summary>
    public TimeSpan? CacheLasts { get; init; }

    /// <summary>Price of a million output tokens, in US dollars.</summary>
    public double OutputPrice { get; init; } = 4;

    /// <summary>How long it takes on average to serve such a request at its usual speed, in seconds.</summary>
    public double MeanTime(SimulatedRequest request) =>
        (FirstToken * Mean(FirstTokenSpread)) + (PerPromptToken * request.InputTokens) + (PerToken * Mean(PerTokenSpread) * (request.OutputTokens - 1));

    /// <summary>The mean of a log-normal number whose median is 1.</summary>
    private static double Mean(double spread) => Math.Exp(spread * spread / 2);

    /// <summary>Failures that come at any time, each with its chance.</summary>
    public IReadOnlyList<(double Chance, FailureKind Kind, int Status)> Errors { get; init; } = [];
}
