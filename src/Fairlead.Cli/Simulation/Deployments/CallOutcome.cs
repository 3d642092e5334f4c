using Fairlead.Attempts;

namespace Fairlead.Cli.Simulation.Deployments;

/// <summary>What will come of a call, known to the simulation when it begins.</summary>
/// <param name="Failure">How it fails; none for success.</param>
/// <param name="Status">The status; 0 where there is none.</param>
/// <param name="FirstToken">Time to the first token; zero for a failure.</param>
/// <param name="Duration">Time to the end.</param>
/// <param name="RetryAfter">What a refusal asks for.</param>
/// <param name="Cost">What it costs, in US dollars. Failures cost nothing.</param>
internal readonly record struct CallOutcome(
    FailureKind Failure, int Status, TimeSpan FirstToken, TimeSpan Duration, TimeSpan? RetryAfter = null, double Cost = 0)
{
    /// <summary>Tokens of the prompt that are billed as read from its cache.</summary>
    public int CachedTokens { get; init; }

    /// <summary>Those that are billed as written to it.</summary>
    public int WrittenTokens { get; init; }
}
