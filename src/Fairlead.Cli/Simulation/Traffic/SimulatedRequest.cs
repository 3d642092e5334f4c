namespace Fairlead.Cli.Simulation.Traffic;

/// <summary>One request of a workload.</summary>
/// <param name="Number">Its number, from 0.</param>
/// <param name="Model">The model asked for.</param>
/// <param name="Arrives">When, in ticks since the start.</param>
/// <param name="Replica">The router it comes to.</param>
/// <param name="InputTokens">Length of the prompt.</param>
/// <param name="OutputTokens">Length of the answer, whoever gives it. The router does not know it.</param>
/// <param name="Stream">Whether the answer is streamed.</param>
/// <param name="Patience">After which time its caller leaves; null for one who stays.</param>
internal sealed record SimulatedRequest(
    int Number, string Model, long Arrives, int Replica, int InputTokens, int OutputTokens, bool Stream, TimeSpan? Patience)
{
    /// <summary>The conversation it continues, whose prompt begins with those before; null for none.</summary>
    public int? Conversation { get; init; }

    /// <summary>What its prompt begins with, if others begin so too; null for nothing.</summary>
    public int? Prefix { get; init; }

    /// <summary>Length of that beginning.</summary>
    public int PrefixTokens { get; init; }

    /// <summary>What it asks of routing beyond a model; null for nothing.</summary>
    public RequestWishes? Wishes { get; init; }
}
