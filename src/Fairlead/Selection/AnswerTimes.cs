using Fairlead.Attempts;
using Fairlead.Costs;
using Fairlead.State;

namespace Fairlead.Selection;

/// <summary>What an answer of each member of a tier is expected to take; shared by the strategies that go by time.</summary>
/// <remarks>
/// <para>A member little is known of, new or long unheard of, is taken to be like the tier's median: not best (LiteLLM's newcomers get everything),
/// not worst (its exiles get nothing). One in 64 picks goes anywhere, so that a recovery is noticed. A member that joined or ended a rest starts slowly.
/// A failure costs at least a fine, so that quick refusals do not look like quick answers.</para>
/// <para>Worked out when attempts end; a decision reads two numbers a member and no clock.</para>
/// </remarks>
internal sealed class AnswerTimes
{
    /// <summary>One pick in 64 (1.6 %) goes anywhere: at ten requests a second a recovery is probed within some seconds, at a cost to the mean of 1.6 % of the spread.</summary>
    private const ulong ExploreMask = 63;

    /// <summary>Samples' worth of evidence that the median counts for.</summary>
    private const double MedianWeight = 0.25;

    /// <summary>Least score in seconds, so that the calls under way count before anything is known.</summary>
    private const double Floor = 0.001;

    /// <summary>Least cost of a failure in seconds: below it, a deployment that refuses within milliseconds would win.</summary>
    private const double LeastFine = 1;

    /// <summary>A failure share is believed up to here: beyond it the score would go to infinity and no probe could bring it back.</summary>
    private const double MostFailing = 0.95;

    /// <summary>Length of the slow start and its first share: Envoy's documented example window and its default of 10 %.</summary>
    private const double RampSeconds = 10;

    private const double RampStart = 0.1;

    /// <summary>How stale the medians and fading confidences may be.</summary>
    private const double RefreshSeconds = 0.1;

    private readonly DeploymentState[] _states;
    private readonly StrategyContext _context;
    private readonly LatencyView[] _views;
    private readonly double[] _scratch;
    private double _medianFirst;
    private double _medianPerToken;
    private long _refreshAt = long.MinValue;
    private int _refreshing;

    public AnswerTimes(DeploymentState[] states, StrategyContext context)
    {
        _states = states;
        _context = context;
        Estimates = new Estimate[states.Length];
        _views = new LatencyView[states.Length];
        _scratch = new double[states.Length];
        Refresh(context.Clock.Now);
    }

    /// <summary>Each member's estimate.</summary>
    public Estimate[] Estimates { get; }

    /// <summary>What the next request takes in tokens.</summary>
    public TokenForecast Forecast { get; } = new();

    /// <summary>Whether this pick goes anywhere.</summary>
    public bool Explores(RandomSource random) => _states.Length > 1 && (random.NextBits() & ExploreMask) == 0;

    /// <summary>Adds the picks that go anywhere to the shares of those that do not.</summary>
    public static void AddExplored(ref Candidates candidates, Span<double> shares)
    {
        var allowed = 0;
        for (var i = 0; i < candidates.Count; i++)
        {
            allowed += candidates.Allows(i) ? 1 : 0;
        }

        const double Explored = 1.0 / (ExploreMask + 1);
        for (var i = 0; i < candidates.Count; i++)
        {
            shares[i] = !candidates.Allows(i) ? 0 : (shares[i] * (1 - Explored)) + (Explored / allowed);
        }
    }

    /// <summary>Hears of an attempt, after the member's state has learnt from it.</summary>
    public void Observe(int member, in AttemptReport report, long now)
    {
        Forecast.Learn(report);
        var view = _states[member].Latency(now, _context.HalfLife);

        // What was not known at the last refresh moves the median, and with it everybody who is judged by it.
        var isNews = _views[member].FirstTokenWeight <= 0 || (_views[member].PerTokenWeight <= 0 && report.OutputTokens > 0);
        if (isNews || now >= Volatile.Read(ref _refreshAt))
        {
            Refresh(now);
        }
        else
        {
            Judge(member, view, now);
        }
    }

    /// <summary>Works out everybody's score. One thread does it; another that comes meanwhile goes on with the scores there are.</summary>
    private void Refresh(long now)
    {
        if (Interlocked.Exchange(ref _refreshing, 1) != 0)
        {
            return;
        }

        for (var i = 0; i < _states.Length; i++)
        {
            _views[i] = _states[i].Latency(now, _context.HalfLife);
        }

        _medianFirst = Median(static view => view.FirstTokenWeight > 0 ? view.FirstToken : double.NaN);
        _medianPerToken = Median(static view => view.PerTokenWeight > 0 ? view.PerToken : double.NaN);
        for (var i = 0; i < _states.Length; i++)
        {
            Judge(i, _views[i], now);
        }

        Volatile.Write(ref _refreshAt, now + _context.Clock.Ticks(TimeSpan.FromSeconds(RefreshSeconds)));
        Volatile.Write(ref _refreshing, 0);
    }

    private void Judge(int member, in LatencyView view, long now)
    {
        var first = Blend(view.FirstToken, view.FirstTokenWeight, _medianFirst);
        var perToken = Blend(view.PerToken, view.PerTokenWeight, _medianPerToken);
        var failing = Math.Min(view.FailureShare, MostFailing);

        // A failure costs the caller another whole answer from somebody else, and never less than the least fine.
        var fine = Math.Max(LeastFine, _medianFirst + (_medianPerToken * Forecast.Output(default)));
        var trust = (1 - failing) * Ramp(_states[member], now);
        Volatile.Write(ref Estimates[member].Fixed, Math.Max(Floor, first + (failing * fine)) / trust);
        Volatile.Write(ref Estimates[member].PerToken, perToken / trust);
    }

    private double Ramp(DeploymentState state, long now)
    {
        var from = Math.Max(state.RampFrom, state.Rest.Until);
        return from == 0 ? 1 : Math.Clamp(_context.Clock.Seconds(now - from) / RampSeconds, RampStart, 1);
    }

    private double Median(Func<LatencyView, double> value)
    {
        var known = 0;
        foreach (var view in _views)
        {
            if (value(view) is var number && !double.IsNaN(number))
            {
                _scratch[known++] = number;
            }
        }

        var values = _scratch.AsSpan(0, known);
        values.Sort();
        return known == 0 ? 0 : known % 2 == 1 ? values[known / 2] : (values[(known / 2) - 1] + values[known / 2]) / 2;
    }

    private static double Blend(double own, double weight, double median) => ((own * weight) + (median * MedianWeight)) / (weight + MedianWeight);

    /// <summary>What an answer takes, in seconds: the one part whatever its length, the other for each token.</summary>
    public struct Estimate
    {
        public double Fixed;
        public double PerToken;
    }
}
