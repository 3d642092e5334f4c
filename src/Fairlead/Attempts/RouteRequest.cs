using Fairlead.Configuration;

namespace Fairlead.Attempts;

/// <summary>What the router needs to know of a request. Prompts are not among it.</summary>
public readonly partial record struct RouteRequest
{
    // All fields of a struct stand in one of its parts.
    private readonly RareWishes? _rare;

    // Numbers that may be missing: turned around by their least value, which nobody asks for, so that zero is what was never set.
    private readonly long _timeout;
    private readonly int _maxOutputTokens;
    private readonly int _numRetries;
    private readonly Watching _watching;

    /// <summary>For the model a client names.</summary>
    /// <param name="model">A group, an alias, a deployment id, or a name that a wildcard covers.</param>
    public RouteRequest(string model) => Model = model;

    /// <summary>The model asked for.</summary>
    public string Model { get; init; }

    /// <summary>Whether the answer is streamed.</summary>
    public bool Stream { get; init; }

    /// <summary>Estimated input tokens; 0 when unknown.</summary>
    public int InputTokens { get; init; }

    /// <summary>The request's own limit on output tokens.</summary>
    public int? MaxOutputTokens
    {
        get => _maxOutputTokens == 0 ? null : _maxOutputTokens ^ int.MinValue;
        init => _maxOutputTokens = (value ?? int.MinValue) ^ int.MinValue;
    }

    /// <summary>Deployment ids, provider model strings or group names that must not be used.</summary>
    public IReadOnlyList<string>? Blocked { get; init; }

    /// <summary>Groups to fall back to instead of the configured ones, each with parameters of its own where wanted; empty means none.</summary>
    public IReadOnlyList<FallbackTarget>? Fallbacks { get; init; }

    /// <summary>Keeps the request in its group.</summary>
    public bool DisableFallbacks { get; init; }

    /// <summary>Retries instead of the configured number.</summary>
    public int? NumRetries
    {
        get => _numRetries == 0 ? null : _numRetries ^ int.MinValue;
        init => _numRetries = (value ?? int.MinValue) ^ int.MinValue;
    }

    /// <summary>Time of each attempt up to its first content, instead of the configured one.</summary>
    public TimeSpan? Timeout
    {
        get => _timeout == 0 ? null : new TimeSpan(_timeout ^ long.MinValue);
        init => _timeout = (value ?? TimeSpan.MinValue).Ticks ^ long.MinValue;
    }

    /// <summary>Routing tags.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Region the deployment must be in.</summary>
    public string? Region { get; init; }

    /// <summary>What it asks of a model beyond text.</summary>
    public RequestNeeds Needs { get; init; }

    /// <summary>Who asks; null where routing does not go by it.</summary>
    public RouteCaller? Caller { get; init; }

    /// <summary>
    /// False declines hedges; true asks for them where the configuration leaves it to requests (<c>on_request</c>), or where <see cref="NumRetries"/> is 0,
    /// which else means that the request is sent once only. Of no effect in groups that are not hedged.
    /// </summary>
    public bool? Hedge { get; init; }

    /// <summary>Records every decision, for <see cref="RouteSession.Explanation"/>. Costs allocations.</summary>
    public bool Trace
    {
        get => (_watching & Watching.Decisions) != 0;
        init => _watching = value ? _watching | Watching.Decisions : _watching & ~Watching.Decisions;
    }

    /// <summary>Notes the chance that each pick has, and nothing else of the decision (<see cref="RouteSession.ChanceOf(int)"/>).</summary>
    internal bool NotesChances
    {
        get => (_watching & Watching.Chances) != 0;
        init => _watching = value ? _watching | Watching.Chances : _watching & ~Watching.Chances;
    }

    /// <summary>Something of its decisions is to be written down.</summary>
    internal bool IsWatched => _watching != Watching.Nothing;

    /// <summary>What is written down of a request's decisions: one byte, so that a request which wants nothing is asked once.</summary>
    [Flags]
    private enum Watching : byte
    {
        Nothing = 0,
        Decisions = 1,
        Chances = 2,
    }
}
