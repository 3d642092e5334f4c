namespace Fairlead.Cli.Simulation.Traffic.Traces;

/// <summary>One recorded request.</summary>
/// <param name="Line">Its line in the file.</param>
/// <param name="Arrives">When it came, in ticks: since the start, or since the year 1 where <see cref="IsDate"/>.</param>
/// <param name="IsDate">The file tells dates, or seconds of Unix time.</param>
internal sealed record TraceRow(int Line, long Arrives, bool IsDate)
{
    /// <summary>The file, where there are several; null for the one that was asked for.</summary>
    public string? Path { get; init; }

    /// <summary>Length of the prompt, in tokens.</summary>
    public required int InputTokens { get; init; }

    /// <summary>Length of the answer, in tokens.</summary>
    public required int OutputTokens { get; init; }

    /// <summary>The model asked for; null for any.</summary>
    public string? Model { get; init; }

    /// <summary>The conversation it continues; null for none.</summary>
    public string? Session { get; init; }

    /// <summary>What its prompt begins with, by any name; null for nothing that others have too.</summary>
    public string? Prefix { get; init; }

    /// <summary>Length of that beginning, in tokens.</summary>
    public int PrefixTokens { get; init; }

    /// <summary>Whether the answer was streamed.</summary>
    public bool Stream { get; init; } = true;

    /// <summary>After which time its caller left, answered or not; null for one who stayed.</summary>
    public TimeSpan? LeavesAfter { get; init; }

    /// <summary>The router it came to, from 0; null for any.</summary>
    public int? Router { get; init; }

    /// <summary>What it asked of routing beyond a model; null for nothing.</summary>
    public RequestWishes? Wishes { get; init; }

    /// <summary>Where it was sent and what came of it; null where the trace tells no such thing.</summary>
    public RecordedRoute? Route { get; init; }
}
