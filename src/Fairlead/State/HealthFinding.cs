using Fairlead.Attempts;

namespace Fairlead.State;

/// <summary>What a check of a deployment found that was made beside its requests.</summary>
/// <param name="Failure">Why it is ill; <see cref="FailureKind.None"/> when it is well.</param>
public readonly record struct HealthFinding(FailureKind Failure)
{
    /// <summary>The upstream's HTTP status; 0 where there was none.</summary>
    public int Status { get; init; }

    /// <summary>Why, for people, free of prompts and secrets; null when it is well.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// How long routing goes by it: an ill deployment rests as long, unless it is found well before; one that is found well ends such a rest, and a rest that is over. Zero, the
    /// default: it is shown, and routing does not mind.
    /// </summary>
    public TimeSpan Counts { get; init; }
}
