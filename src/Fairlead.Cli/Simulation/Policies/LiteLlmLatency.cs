using Fairlead.Attempts;

namespace Fairlead.Cli.Simulation.Policies;

/// <summary>LiteLLM's <c>latency-based-routing</c> with its default arguments, as of version 1.81 with the later mending of times to the first token.</summary>
/// <remarks>
/// Ten samples a deployment: the first nine stay for ever, only the tenth place takes new ones. A timeout is a sample of a thousand seconds,
/// other failures are none. Who has no samples counts as zero and wins. The lowest mean wins outright. A member past its rpm of successes
/// this minute is left out. Left away, in its favour: the zero that its memory keeps beside the first samples, and that it forgets all after an hour.
/// </remarks>
internal sealed class LiteLlmLatency(PolicyContext context) : Chooser
{
    /// <summary>LiteLLM's <c>max_latency_list_size</c>.</summary>
    private const int ListSize = 10;

    /// <summary>LiteLLM's sample for a timeout, in seconds.</summary>
    private const double TimeoutSample = 1000;

    private readonly History[] _histories = [.. context.Deployments.Select(static _ => new History())];

    public override int Choose(IReadOnlyList<int> group, IReadOnlyList<int> open, bool stream)
    {
        var least = double.PositiveInfinity;
        var best = new List<int>();
        var minute = context.Time.Now / TimeSpan.TicksPerMinute;
        foreach (var member in open)
        {
            if (_histories[member].UsedIn(minute) + 1 > (context.Deployments[member].Spec.Rpm ?? int.MaxValue))
            {
                continue;
            }

            var mean = Mean(member, stream);
            if (mean < least)
            {
                least = mean;
                best.Clear();
            }

            if (mean <= least)
            {
                best.Add(member);
            }
        }

        var among = best.Count > 0 ? best : open;
        return among[context.Random.Next(among.Count)];
    }

    public override void Ends(int deployment, in AttemptReport report)
    {
        var history = _histories[deployment];
        if (report.Failure == FailureKind.Timeout)
        {
            Keep(history.Latencies, TimeoutSample);
        }
        else if (report.Failure == FailureKind.None)
        {
            history.Use(context.Time.Now / TimeSpan.TicksPerMinute);
            Keep(history.Latencies, report.Duration.TotalSeconds / Math.Max(1, report.OutputTokens));
            if (report.TimeToFirstToken > TimeSpan.Zero)
            {
                Keep(history.FirstTokens, report.TimeToFirstToken.TotalSeconds);
            }
        }
    }

    /// <summary>What it ranks a deployment by; zero without samples.</summary>
    internal double Mean(int member, bool stream)
    {
        var history = _histories[member];

        // Divided by the length of the other list, as it is.
        var samples = stream && history.FirstTokens.Count > 0 ? history.FirstTokens : history.Latencies;
        return history.Latencies.Count == 0 ? 0 : samples.Sum() / history.Latencies.Count;
    }

    private static void Keep(List<double> samples, double sample)
    {
        if (samples.Count < ListSize)
        {
            samples.Add(sample);
        }
        else
        {
            samples[ListSize - 1] = sample;
        }
    }

    private sealed class History
    {
        private long _minute = -1;
        private int _used;

        public List<double> Latencies { get; } = [];

        public List<double> FirstTokens { get; } = [];

        public int UsedIn(long minute) => minute == _minute ? _used : 0;

        public void Use(long minute) => (_minute, _used) = (minute, UsedIn(minute) + 1);
    }
}
