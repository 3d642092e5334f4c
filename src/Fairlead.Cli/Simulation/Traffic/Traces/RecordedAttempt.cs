using Fairlead.Attempts;

namespace Fairlead.Cli.Simulation.Traffic.Traces;

/// <summary>One of several attempts of a recorded request.</summary>
/// <param name="Deployment">The deployment.</param>
/// <param name="After">Time from the request's arrival to the attempt's beginning.</param>
/// <param name="Took">Its time.</param>
/// <param name="Failure">How it failed; none for an answer.</param>
internal sealed record RecordedAttempt(string Deployment, TimeSpan After, TimeSpan Took, FailureKind Failure)
{
    /// <summary>The upstream's status; 0 where there was none.</summary>
    public int Status { get; init; }

    /// <summary>From its beginning to the first token; null where there was none.</summary>
    public TimeSpan? FirstToken { get; init; }

    /// <summary>The upstream's Retry-After, where it sent one.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
