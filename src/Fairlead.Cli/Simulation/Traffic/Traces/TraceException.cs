namespace Fairlead.Cli.Simulation.Traffic.Traces;

/// <summary>A trace that cannot be used; its message is for people, and names the line.</summary>
internal sealed class TraceException : Exception
{
    /// <param name="line">The line, from 1.</param>
    /// <param name="message">What is wrong with it.</param>
    public TraceException(int line, string message)
        : base(message) => Line = line;

    public int Line { get; }

    /// <summary>The file, where there are several; null for the one that was asked for.</summary>
    public string? Path { get; init; }
}
