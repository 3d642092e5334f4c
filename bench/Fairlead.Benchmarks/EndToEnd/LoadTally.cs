namespace Fairlead.Benchmarks.EndToEnd;

/// <summary>What one slot saw, as the generator counts it.</summary>
internal sealed class LoadTally(LoadPlan plan)
{
    public LoadPlan Plan => plan;

    public Samples Latency { get; } = new();

    public Samples FirstByte { get; } = new();

    public Samples ChunkDelay { get; } = new();

    /// <summary>How late the generator itself sent, in an open loop.</summary>
    public Samples Lateness { get; } = new();

    public long Requests { get; set; }

    public long Events { get; set; }

    public long Errors { get; private set; }

    public string? FirstError { get; private set; }

    public void Fail(string why)
    {
        Errors++;
        FirstError ??= why.ReplaceLineEndings(" ");
    }

    /// <summary>Forgets the warm-up, errors excepted.</summary>
    public void Begin()
    {
        Latency.Clear();
        FirstByte.Clear();
        ChunkDelay.Clear();
        Lateness.Clear();
        Requests = 0;
        Events = 0;
    }
}
