namespace Fairlead.Attempts;

/// <summary>Why no deployment could be picked.</summary>
public enum RouteRefusal
{
    /// <summary>Not refused: an attempt was made and failed.</summary>
    None = 0,

    /// <summary>No group, alias, id or wildcard has this name.</summary>
    UnknownModel,

    /// <summary>A policy (team, access, needs, tags, region, blocked) leaves no deployment.</summary>
    NoneAllowed,

    /// <summary>Every deployment rests, and a try now would be refused.</summary>
    AllCoolingDown,

    /// <summary>Every deployment is at its limit.</summary>
    AllAtLimit,

    /// <summary>What may be spent at every deployment is spent: its own budget, its provider's, or that of a tag of the request.</summary>
    OverBudget,

    /// <summary>Every deployment is at its limit, and the queue is full, or so long that its turn would come too late.</summary>
    QueueFull,

    /// <summary>Every deployment was at its limit for as long as the request might wait.</summary>
    QueueTimeout,

    /// <summary>The deadline has passed.</summary>
    DeadlineExceeded,

    /// <summary>The prompt is longer than the context window of every deployment that might answer.</summary>
    PromptTooLong,
}

/// <summary>Why a request was not answered: the most useful cause, and every attempt.</summary>
/// <param name="Refusal">Set when no attempt was made, or the plan ended for a reason of the router's own.</param>
/// <param name="Kind">The most useful attempt's failure; <see cref="FailureKind.None"/> when none was made.</param>
/// <param name="Status">The HTTP status a gateway should answer with.</param>
/// <param name="RetryAfter">When a try may succeed, where that is known: the smallest remaining rest.</param>
/// <param name="Message">For people; names the model and the reason, free of prompts and secrets.</param>
/// <param name="Attempts">Every attempt in order.</param>
public sealed record RouteFailure(
    RouteRefusal Refusal,
    FailureKind Kind,
    int Status,
    TimeSpan? RetryAfter,
    string Message,
    IReadOnlyList<AttemptRecord> Attempts);

/// <summary>One attempt that was made.</summary>
/// <param name="DeploymentId">The deployment.</param>
/// <param name="ModelGroup">The group it was tried in.</param>
/// <param name="Failure">How it failed; none for success.</param>
/// <param name="Status">The upstream's status; 0 where there was none.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Reason">The report's text.</param>
public sealed record AttemptRecord(string DeploymentId, string ModelGroup, FailureKind Failure, int Status, TimeSpan Duration, string? Reason)
{
    /// <summary>Its place among the attempts of the request, from 1.</summary>
    public int Number { get; init; }

    /// <summary>The chance it had of being picked, 0 to 1; null for a request whose decisions are not recorded.</summary>
    public double? Propensity { get; init; }

    /// <summary>It was made beside another attempt that was late.</summary>
    public bool Hedge { get; init; }

    /// <summary>It was given up because another attempt answered first.</summary>
    public bool Lost => Failure == FailureKind.Lost;
}
