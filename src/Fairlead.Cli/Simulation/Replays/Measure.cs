using Fairlead.Cli.Simulation.Replays.Estimates;
using Fairlead.Cli.Simulation.Traffic.Traces;
using Fairlead.Model;

namespace Fairlead.Cli.Simulation.Replays;

/// <summary>What is measured of requests.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="Of">Reads it off a recorded request.</param>
internal sealed record Measure(string Name, Func<TraceRow, Measured> Of)
{
    public static readonly Measure Cost = new("cost $", static row => row.Route!.Cost is { } cost ? Measured.Of(cost) : Measured.Nothing);

    /// <summary>Of streams that were answered, and told it.</summary>
    public static readonly Measure FirstToken = new("TTFT s", static row => row is { Stream: true, Route: { FirstToken: { } first, End.IsAnswer: true } } ? Measured.Of(first.TotalSeconds) : Measured.Nothing);

    /// <summary>Of requests that were answered.</summary>
    public static readonly Measure Whole = new("whole s", static row => row.Route is { Duration: { } whole, End.IsAnswer: true } ? Measured.Of(whole.TotalSeconds) : Measured.Nothing);

    /// <summary>Of requests whose callers did not leave.</summary>
    public static readonly Measure Failed = new("failed %", static row => row.Route!.End is { IsLeft: false } end ? Measured.Of(end.IsFailure ? 1 : 0) : Measured.Nothing);

    public static IReadOnlyList<Measure> All { get; } = [Cost, FirstToken, Whole, Failed];

    /// <summary>The place in <see cref="All"/>.</summary>
    public int Index => All.TakeWhile(other => !ReferenceEquals(other, this)).Count();

    /// <summary>What a request costs at a deployment's price in force; null where that is not known, or no tokens were told.</summary>
    /// <remarks>What a cache held is known of the deployment that answered alone; elsewhere nothing was in it.</remarks>
    public static double? Price(TraceRow row, Deployment? deployment) => deployment?.Id == row.Route!.Answerer
        ? deployment?.Cost(row.InputTokens, row.OutputTokens, row.Route.CachedTokens, row.Route.WrittenTokens, units: null)
        : deployment?.Cost(row.InputTokens, row.OutputTokens, 0, 0, units: null);
}
