using Fairlead.Attempts;
using Fairlead.Limits;

namespace Fairlead.State;

/// <content>How many calls at once it carries, where that is learnt (<c>adaptive_concurrency</c>).</content>
internal sealed partial class DeploymentState
{
    /// <summary>A plain answer's beginning takes about as long as so many tokens: half a second at thirty tokens a second.</summary>
    private const int TokensToBegin = 16;

    private ConcurrencyWindow? _learnt;

    /// <summary>Calls at once it is taken to carry; zero where that is not learnt.</summary>
    public int MostAtOnce => Volatile.Read(ref _hot.MostAtOnce);

    /// <summary>Begins to learn it, unless it is learnt already. Called while a generation is built.</summary>
    public void LearnMost(Clock clock)
    {
        if (_learnt is null)
        {
            _learnt = new ConcurrencyWindow(clock);
            Volatile.Write(ref _hot.MostAtOnce, _learnt.Width);
        }
    }

    /// <summary>Learns it from the time to a stream's first token.</summary>
    /// <param name="seconds">The time.</param>
    /// <param name="beginning">How the call began.</param>
    /// <param name="ceiling">The most a person allows.</param>
    /// <param name="now">The time.</param>
    public void LearnMost(double seconds, Beginning beginning, int ceiling, long now) => Widen(TimeKind.FirstToken, seconds, Load(beginning, 0), beginning.At, ceiling, now);

    /// <summary>Learns it from the end of a call.</summary>
    /// <param name="report">How it ended.</param>
    /// <param name="beginning">How it began.</param>
    /// <param name="ceiling">The most a person allows.</param>
    /// <param name="now">The time.</param>
    public void LearnMost(in AttemptReport report, Beginning beginning, int ceiling, long now)
    {
        if (report.Failure != FailureKind.None)
        {
            Volatile.Write(ref _hot.MostAtOnce, _learnt!.LearnRefusal(Load(beginning, 1), beginning.At, now));
            return;
        }

        if (Upstream(now) is { } told)
        {
            Volatile.Write(ref _hot.MostAtOnce, _learnt!.Seed(told.Limits, report.Duration.TotalSeconds, report.InputTokens + report.OutputTokens));
        }

        var load = Load(beginning, 1);
        if (report.TimeToFirstToken > TimeSpan.Zero)
        {
            if (!beginning.FirstKnown)
            {
                Widen(TimeKind.FirstToken, report.TimeToFirstToken.TotalSeconds, load, beginning.At, ceiling, now);
            }
        }
        else if (report.OutputTokens > 0)
        {
            Widen(TimeKind.PerToken, report.Duration.TotalSeconds / (TokensToBegin + report.OutputTokens), load, beginning.At, ceiling, now);
        }
        else
        {
            Widen(TimeKind.Whole, report.Duration.TotalSeconds, load, beginning.At, ceiling, now);
        }
    }

    /// <summary>Calls that were under way with it: of those when it began and those now the more. One that began alone, before many, was served among many.</summary>
    /// <param name="beginning">How it began.</param>
    /// <param name="itself">1 where it is not counted among those under way any more.</param>
    private int Load(Beginning beginning, int itself) => Math.Max(beginning.Load, InFlight + itself);

    private void Widen(TimeKind kind, double seconds, int load, long began, int ceiling, long now) =>
        Volatile.Write(ref _hot.MostAtOnce, _learnt!.Learn(kind, seconds, load, began, ceiling, now));
}
