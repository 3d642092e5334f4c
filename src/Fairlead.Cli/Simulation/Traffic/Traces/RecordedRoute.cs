namespace Fairlead.Cli.Simulation.Traffic.Traces;

/// <summary>Where a recorded request was sent, and what came of it.</summary>
internal sealed record RecordedRoute
{
    /// <summary>The deployment picked first; null where nobody could be.</summary>
    public string? Deployment { get; init; }

    /// <summary>The chance that pick had, above 0; null where the trace does not tell.</summary>
    public double? Propensity { get; init; }

    /// <summary>Nobody else could have answered: what the request continues is that deployment's alone.</summary>
    public bool IsContinued { get; init; }

    /// <summary>The deployment that answered, after retries where there were any; null for none.</summary>
    public string? AnsweredBy { get; init; }

    /// <summary>From the arrival to the first token; null where there was none, or it was not told.</summary>
    public TimeSpan? FirstToken { get; init; }

    /// <summary>From the arrival to the end; null where it was not told.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>How it ended.</summary>
    public required RecordedEnd End { get; init; }

    /// <summary>What it cost, in US dollars; null where that was not known.</summary>
    public double? Cost { get; init; }

    /// <summary>Tokens of the prompt that came from the provider's cache.</summary>
    public int CachedTokens { get; init; }

    /// <summary>Those that were written to it.</summary>
    public int WrittenTokens { get; init; }

    /// <summary>Who answered, or was asked last; null where nobody was.</summary>
    public string? Answerer => AnsweredBy ?? Deployment;

    /// <summary>All attempts, where there was more than one; else empty.</summary>
    public IReadOnlyList<RecordedAttempt> Attempts { get; init; } = [];
}
