namespace Fairlead.Cli.Simulation.Results;

/// <summary>What came of requests of one priority, in bursts or outside.</summary>
/// <param name="Priority">The priority.</param>
/// <param name="InBurst">They arrived in a burst.</param>
/// <param name="Requests">How many there were.</param>
/// <param name="Answered">How many were answered.</param>
/// <param name="FirstToken">Times from arrival to the first token of those.</param>
internal sealed record ClassResult(int Priority, bool InBurst, int Requests, int Answered, Quantiles FirstToken)
{
    /// <summary>Several runs' as if they were one's.</summary>
    public static IReadOnlyList<ClassResult> Of(IEnumerable<ClassResult> runs) =>
    [
        .. runs.GroupBy(static one => (one.Priority, one.InBurst)).OrderBy(static group => group.Key).Select(static group => new ClassResult(
            group.Key.Priority,
            group.Key.InBurst,
            group.Sum(static one => one.Requests),
            group.Sum(static one => one.Answered),
            Quantiles.Of(group.Select(static one => one.FirstToken)))),
    ];
}
