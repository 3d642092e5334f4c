using System.Globalization;
using Fairlead.Attempts;

namespace Fairlead.Cli.Simulation.Traffic.Traces;

/// <summary>What a trace tells of a request.</summary>
/// <param name="Name">Fairlead's own name, which it writes.</param>
/// <param name="Of">What is written of a request; null for nothing.</param>
/// <param name="Others">Names in public traces and in the usage of APIs, by which it is read as well.</param>
internal sealed record TraceColumn(string Name, Func<SimulatedRequest, object?> Of, params string[] Others)
{
    /// <summary>Seconds since the start, or a date and time. Written exactly: a tick is a ten-millionth of a second.</summary>
    public static readonly TraceColumn Arrival = new("arrival", static request => Seconds(request.Arrives), "timestamp", "arrival_time", "time");

    /// <summary>Azure's public traces have <c>ContextTokens</c> and <c>GeneratedTokens</c>, BurstGPT's <c>Request tokens</c> and <c>Response tokens</c>.</summary>
    public static readonly TraceColumn Input = new("input_tokens", static request => request.InputTokens, "prompt_tokens", "contexttokens", "request tokens");

    public static readonly TraceColumn Output =
        new("output_tokens", static request => request.OutputTokens, "completion_tokens", "generatedtokens", "response tokens");

    public static readonly TraceColumn Model = new("model", static request => request.Model);

    public static readonly TraceColumn Session = new("session", static request => Text(request.Conversation), "session_id", "session id", "conversation");

    public static readonly TraceColumn Prefix = new("prefix", static request => Text(request.Prefix));

    public static readonly TraceColumn PrefixTokens = new("prefix_tokens", static request => request.Prefix is null ? null : request.PrefixTokens);

    public static readonly TraceColumn Stream = new("stream", static request => request.Stream ? null : false);

    public static readonly TraceColumn LeavesAfter = new("leaves_after", static request => request.Patience is { } patience ? Seconds(patience.Ticks) : null);

    public static readonly TraceColumn Router = new("router", static request => request.Replica);

    public static readonly TraceColumn Tags = new("tags", static request => request.Wishes?.Tags is { } tags ? string.Join(',', tags) : null);

    public static readonly TraceColumn Region = new("region", static request => request.Wishes?.Region);

    public static readonly TraceColumn Team = new("team", static request => request.Wishes?.Team);

    public static readonly TraceColumn Needs = new("needs", static request => request.Wishes is { Needs: not RequestNeeds.None } wishes ? wishes.Needs.ToString() : null);

    public static readonly TraceColumn MaxOutput = new("max_output_tokens", static request => request.Wishes?.MaxOutputTokens, "max_tokens");

    /// <summary>Who asked, by a name that ties go by.</summary>
    public static readonly TraceColumn Caller = new("caller", static request => request.Wishes?.Caller);

    /// <summary>What ties by the beginning of a prompt go by, where its text is not there.</summary>
    public static readonly TraceColumn PrefixHashes = new(
        "prefix_hashes", static request => request.Wishes?.PrefixHashes is { } hashes ? string.Join(',', hashes.Select(static hash => hash.ToString("x16", CultureInfo.InvariantCulture))) : null);

    /// <summary>The deployment picked first. It and those after it tell what came of a request: of one that is yet to be simulated there is nothing to write.</summary>
    public static readonly TraceColumn Deployment = new("deployment", Nothing);

    public static readonly TraceColumn Propensity = new("propensity", Nothing);

    /// <summary>Nobody but the deployment picked could have answered, under any configuration.</summary>
    public static readonly TraceColumn Continued = new("continued", Nothing);

    public static readonly TraceColumn AnsweredBy = new("answered_by", Nothing);

    public static readonly TraceColumn FirstToken = new("ttft", Nothing, "time_to_first_token");

    public static readonly TraceColumn Duration = new("duration", Nothing);

    public static readonly TraceColumn Outcome = new("outcome", Nothing);

    public static readonly TraceColumn Cost = new("cost", Nothing);

    public static readonly TraceColumn Cached = new("cached_tokens", Nothing);

    public static readonly TraceColumn Written = new("cache_write_tokens", Nothing);

    public static readonly TraceColumn Attempts = new("attempts", Nothing);

    /// <summary>All, in the order they are written.</summary>
    public static IReadOnlyList<TraceColumn> All { get; } =
    [
        Arrival, Input, Output, Model, Session, Prefix, PrefixTokens, Stream, LeavesAfter, Router, Tags, Region, Team, Needs, MaxOutput, Caller, PrefixHashes,
        Deployment, Propensity, Continued, AnsweredBy, FirstToken, Duration, Outcome, Cost, Cached, Written, Attempts,
    ];

    /// <summary>Those no trace is without.</summary>
    public static IReadOnlyList<TraceColumn> Required { get; } = [Arrival, Input, Output];

    /// <summary>The column of a name, in any case; null for one that is not looked at.</summary>
    public static TraceColumn? Find(string name) => All.FirstOrDefault(column => column.Is(name.Trim()));

    private bool Is(string name) =>
        string.Equals(Name, name, StringComparison.OrdinalIgnoreCase) || Array.Exists(Others, other => string.Equals(other, name, StringComparison.OrdinalIgnoreCase));

    private static decimal Seconds(long ticks) => (decimal)ticks / TimeSpan.TicksPerSecond;

    private static object? Nothing(SimulatedRequest request) => null;

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}
