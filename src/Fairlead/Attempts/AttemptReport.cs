using Fairlead.Costs;

namespace Fairlead.Attempts;

/// <summary>How an attempt ended. Reporting it ends the lease on the deployment, exactly once.</summary>
public readonly record struct AttemptReport
{
    /// <summary><see cref="FailureKind.None"/> for success.</summary>
    public FailureKind Failure { get; init; }

    /// <summary>The upstream's HTTP status; 0 where there was none.</summary>
    public int Status { get; init; }

    /// <summary>The upstream's Retry-After (or its like), where it sent one with a failure.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Content has reached the client: nothing may be tried again.</summary>
    public bool Committed { get; init; }

    /// <summary>Time to the first content; zero where there was none.</summary>
    public TimeSpan TimeToFirstToken { get; init; }

    /// <summary>Time of the whole attempt.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Input tokens, as the upstream counted them; 0 when unknown.</summary>
    public int InputTokens { get; init; }

    /// <summary>Input tokens, of those counted, that came from the vendor's cache; 0 when unknown.</summary>
    public int CachedInputTokens { get; init; }

    /// <summary>Input tokens, of those counted, that were written to the vendor's cache; 0 when unknown.</summary>
    public int CacheWriteTokens { get; init; }

    /// <summary>Output tokens, as the upstream counted them; 0 when unknown.</summary>
    public int OutputTokens { get; init; }

    /// <summary>
    /// Pieces a stream came in; 0 where that was not counted. Where the upstream tells no tokens, limits and budgets take each piece for a token of output,
    /// which is how most upstreams cut their streams.
    /// </summary>
    public int Pieces { get; init; }

    /// <summary>What was used besides tokens, where prices by image, second, character or search unit may count; null for none.</summary>
    public CallUnits? Units { get; init; }

    /// <summary>A short text for people, free of prompts and secrets.</summary>
    public string? Reason { get; init; }

    /// <summary>The upstream told tokens.</summary>
    internal bool TellsTokens => InputTokens > 0 || OutputTokens > 0;

    /// <summary>The tokens that limits and budgets count: those told, else an estimate of a stream that came; zeros where nothing did.</summary>
    internal (int Input, int Cached, int Output) Metered(in RouteRequest request) =>
        TellsTokens ? (InputTokens, CachedInputTokens, OutputTokens) : Pieces > 0 ? (request.InputTokens, 0, Pieces) : default;
}

/// <summary>What to do after a report.</summary>
public enum NextAction
{
    /// <summary>The request is answered.</summary>
    Done,

    /// <summary>Ask <see cref="RouteSession.TryNext"/> again after the delay: the same deployment may answer then.</summary>
    Retry,

    /// <summary>Ask <see cref="RouteSession.TryNext"/> again at once: another deployment may answer.</summary>
    Next,

    /// <summary>Another attempt of the request is still under way: report that one first.</summary>
    Wait,

    /// <summary>Nobody else can answer; <see cref="RouteSession.Failure"/> says why.</summary>
    GiveUp,
}

/// <summary>What to do after a report, and when.</summary>
/// <param name="Action">What to do.</param>
/// <param name="Delay">How long to wait first; zero but for <see cref="NextAction.Retry"/>.</param>
public readonly record struct NextStep(NextAction Action, TimeSpan Delay);
