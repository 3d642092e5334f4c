namespace Fairlead.Benchmarks.EndToEnd;

/// <summary>One kind of load.</summary>
/// <param name="Name">Its name in commands and in the report.</param>
/// <param name="Connections">Client connections; in a closed loop each has one request under way at all times.</param>
/// <param name="Rate">Requests a second in an open loop; 0 for a closed one.</param>
/// <param name="PromptBytes">Length of the prompt.</param>
/// <param name="Chunks">Events of a streamed answer before <c>[DONE]</c>; 0 for an answer in one piece.</param>
/// <param name="PaceMicroseconds">Time between two events.</param>
/// <param name="Title">For the report.</param>
/// <param name="Goal">Largest CPU ratio to nginx that is allowed; 0 where none is set.</param>
internal sealed record LoadPlan(
    string Name,
    int Connections,
    int Rate,
    int PromptBytes,
    int Chunks,
    int PaceMicroseconds,
    string Title,
    double Goal)
{
    /// <summary>Idle connections an open loop takes in turn: as many clients, each asking now and then.</summary>
    private const int OpenLoopConnections = 16;

    public static readonly IReadOnlyList<LoadPlan> All =
    [
        new("sat1k", 64, 0, 1_000, 0, 0, "Saturated, 1 KB prompt, 64 connections, closed loop", 2.5),
        new("sat50k", 32, 0, 50_000, 0, 0, "Saturated, 50 KB prompt, 32 connections, closed loop", 3.5),
        new("r200", OpenLoopConnections, 200, 1_000, 0, 0, "200 requests a second, 1 KB prompt, open loop", 3.0),
        new("r1000", OpenLoopConnections, 1_000, 1_000, 0, 0, "1000 requests a second, 1 KB prompt, open loop", 3.0),
        new("c1", 1, 0, 1_000, 0, 0, "One connection, 1 KB prompt, closed loop", 0),
        new("stream", 100, 0, 1_000, 50, 20_000, "100 streams at a time, 50 events each, one every 20 ms", 2.5),
    ];

    public bool Streams => Chunks > 0;

    /// <summary>What a request of this load counts as: itself, or its events and <c>[DONE]</c>.</summary>
    public int UnitsPerRequest => Streams ? Chunks + 1 : 1;

    public static LoadPlan Named(string name) =>
        All.FirstOrDefault(plan => plan.Name == name) ?? throw new ArgumentException($"No load is called '{name}'.");
}
