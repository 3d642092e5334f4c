namespace Fairlead.Cli.Simulation.Deployments;

/// <summary>What a deployment would tell a probe about its latency: the median of recent answers begun at about as many calls under way as now.</summary>
/// <remarks>Prequal's servers estimate so (Wydrowski and others, NSDI 2024).</remarks>
internal sealed class ProbeMemory
{
    /// <summary>Answers remembered, and how many of the nearest in load the median is taken of.</summary>
    private const int Remembered = 64;
    private const int Nearest = 9;

    private readonly Call[] _answers = new Call[Remembered];
    private int _count;

    /// <summary>Notes a call; it is known once its first token has come.</summary>
    public void Note(Call call) => _answers[_count++ % Remembered] = call;

    /// <summary>The estimate in seconds; zero before any answer.</summary>
    /// <param name="calls">Calls under way.</param>
    /// <param name="now">The time.</param>
    public double FirstToken(int calls, long now)
    {
        var known = Array.FindAll(_answers[..Math.Min(_count, Remembered)], answer => answer.HasBegun(now));
        if (known.Length == 0)
        {
            return 0;
        }

        Array.Sort(known, (left, right) => Math.Abs(left.Busy - calls).CompareTo(Math.Abs(right.Busy - calls)));
        var near = Array.ConvertAll(known[..Math.Min(known.Length, Nearest)], static answer => answer.FirstToken);
        Array.Sort(near);
        return near[near.Length / 2];
    }
}
