using Fairlead.Attempts;
using Fairlead.Costs;
using Fairlead.State;

namespace Fairlead.Selection;

/// <summary>What an answer of each member of a tier is expected to take; shared by the strategies that go by time.</summary>
/// <remarks>
/// <para>A member little is known of, new or long unheard of, is taken to be like the tier's median: not best (LiteLLM's newcomers get everything),
/// not worst (its exiles get nothing). One thought slow is asked now and then whether it still is (<see cref="Trials"/>); when it answers twice as fast as
/// thought, what was known is dropped. A failure costs at least a fine, so that quick refusals do not look like quick answers
/// (linkerd2-proxy gives failures a penalty for the same reason).</para>
/// <para>Calls that wait for their first content longer than their like took count as answers of at least their age: a deployment that hangs is seen to
/// within a few times its usual time, not when the first timeout ends. That is how times are estimated where some are not over yet (censored samples).</para>
/// <para>Worked out when attempts begin to answer and when they end; a decision reads a few numbers a member and no clock.</para>
/// </remarks>
internal sealed class AnswerTimes
{
    /// <summary>Samples' worth of evidence that the median counts for.</summary>
    private const double MedianWeight = 0.25;

    /// <summary>
    /// Samples' worth of evidence that the peers' load counts for: measured, 4 fills members of few places like the others, none at all holds those that had no calls
    /// for a while to few (docs/decisions/selection.md).
    /// </summary>
    private const double PeersWeight = 1;

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

    /// <summary>
    /// An answer in less than half the time expected, by less evidence than three samples, ends what was believed: one in a hundred answers of a healthy
    /// deployment is so quick (log-normal times, spread 0.3), and what it costs is a slow start.
    /// </summary>
    private const double Surprise = 0.5;

    /// <summary>
    /// How much less each call more that waits, for each time more that it waits as long as expected, lets the answers before it count. Measured with somebody who hangs:
    /// of 6,000 requests 7.6 wait for the whole timeout at 0, 6.3 from 0.2 to 3; nothing is lost elsewhere (docs/decisions/selection.md).
    /// </summary>
    private const double Doubt = 0.5;

    private readonly DeploymentState[] _states;
    private readonly StrategyContext _context;
    private readonly double[]? _perCall;
    private readonly LatencyView[] _views;
    private readonly double[] _scratch;
    private double _medianFirst;
    private double _medianPerToken;
    private double _medianLoad;
    private long _refreshAt = long.MinValue;
    private int _refreshing;

    /// <param name="states">The members' states.</param>
    /// <param name="context">The settings.</param>
    /// <param name="thoughtSlow">From how many times the lowest expected time on a member is left alone, so that only trials tell of it.</param>
    /// <param name="perCall">What a call weighs on each member, relative to its capacity; null for 1.</param>
    public AnswerTimes(DeploymentState[] states, StrategyContext context, double thoughtSlow, double[]? perCall = null)
    {
        _states = states;
        _context = context;
        _perCall = perCall;
        Estimates = new Estimates(states.Length);
        Trials = new Trials(states, context.HalfLife, thoughtSlow);
        _views = new LatencyView[states.Length];
        _scratch = new double[states.Length];
        Refresh(context.Clock.Now);
    }

    /// <summary>Each member's estimate.</summary>
    public Estimates Estimates { get; }

    /// <summary>Who is to be asked whether it is well again.</summary>
    public Trials Trials { get; }

    /// <summary>What the next request takes in tokens.</summary>
    public TokenForecast Forecast { get; } = new();

    /// <summary>Somebody tells when first contents come, so that those that do not come mean something.</summary>
    public bool HearsContent { get; private set; }

    /// <summary>Hears of an attempt, after the member's state has learnt from it.</summary>
    public void Observe(int member, in AttemptReport report, long now)
    {
        if (report.Failure == FailureKind.None && LittleIsKnown(member, out var known)
            && report.Duration.TotalSeconds is > 0 and var took && took < Surprise * (known.FirstToken + (report.OutputTokens * known.PerToken)))
        {
            var first = report.TimeToFirstToken.TotalSeconds;
            _states[member].StartAfresh(
                first > 0 || report.OutputTokens > 0 ? first : took, report.OutputTokens > 0 ? (took - first) / report.OutputTokens : 0, now);
        }

        Forecast.Learn(report);
        Trials.Count(1);
        Learn(member, now, hasTokens: report.OutputTokens > 0);
    }

    /// <summary>The same for some answers at once. They came thick: too much is known of the member to be surprised.</summary>
    public void Observe(int member, ReadOnlySpan<Answer> answers, long now)
    {
        Forecast.Learn(answers);
        Trials.Count(answers.Length);
        Learn(member, now, hasTokens: answers[^1].OutputTokens > 0);
    }

    /// <summary>Hears of a stream's first content, after the member's state has learnt from it.</summary>
    public void ObserveContent(int member, double seconds, long now)
    {
        HearsContent = true;
        if (LittleIsKnown(member, out var known) && seconds < Surprise * known.FirstToken)
        {
            _states[member].StartAfresh(seconds, 0, now);
        }

        Learn(member, now, hasTokens: false);
    }

    private bool LittleIsKnown(int member, out LatencyView known)
    {
        known = _views[member];
        return known.Evidence is > 0 and < Trials.LittleEvidence;
    }

    private void Learn(int member, long now, bool hasTokens)
    {
        // What was not known at the last refresh moves the median, and with it everybody who is judged by it.
        var isNews = _views[member].FirstTokenWeight <= 0 || (_views[member].PerTokenWeight <= 0 && hasTokens);
        if (isNews || now >= Volatile.Read(ref _refreshAt))
        {
            Refresh(now);
        }
        else
        {
            Judge(member, _states[member].Latency(now, _context.HalfLife), now);
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

        _medianFirst = Median(static (_, view, _) => view.FirstTokenWeight > 0 ? view.FirstToken : double.NaN);
        _medianPerToken = Median(static (_, view, _) => view.PerTokenWeight > 0 ? view.PerToken : double.NaN);
        _medianLoad = Median(static (times, view, member) => view.Load > 0 ? view.Load * times.Weight(member) : double.NaN);
        for (var i = 0; i < _states.Length; i++)
        {
            Judge(i, _views[i], now);
        }

        Trials.Choose(Estimates, _views, Forecast.Output(default), now);
        Volatile.Write(ref _refreshAt, now + _context.Clock.Ticks(TimeSpan.FromSeconds(RefreshSeconds)));
        Volatile.Write(ref _refreshing, 0);
    }

    private void Judge(int member, in LatencyView view, long now)
    {
        var state = _states[member];

        // What it took when it was busier says the less of it the busier it was: else whoever was slow in a burst would be left alone after it.
        var same = Math.Min(1, (state.InFlight + 1) / Math.Max(1, view.Load));
        var first = Blend(view.FirstToken, view.FirstTokenWeight * same, _medianFirst);
        var perToken = Blend(view.PerToken, view.PerTokenWeight * same, _medianPerToken);
        var waiters = state.Waiters;
        if (waiters.Count > 0 && waiters.Age(_context.Clock.Milliseconds(now)) is var age && age > first)
        {
            first = WithWaiting(first, view.FirstTokenWeight, waiters.Count, age);
        }

        // A failure costs the caller another whole answer from somebody else, and never less than the least fine.
        var failing = Math.Min(view.FailureShare, MostFailing);
        var fine = Math.Max(LeastFine, _medianFirst + (_medianPerToken * Forecast.Output(default)));
        var trust = 1 - failing;
        var ramp = Ramp(state, now);

        // What it bore while its answers took so long, and one call more so that it can show to bear more. By little evidence: what its peers bear.
        var bears = ramp * (1 + (((view.Load * view.LoadWeight) + (_medianLoad / Weight(member) * PeersWeight)) / (view.LoadWeight + PeersWeight)));
        Volatile.Write(ref Estimates.Fixed[member], Math.Max(Floor, first + (failing * fine)) / trust);
        Volatile.Write(ref Estimates.PerToken[member], perToken / trust);
        Volatile.Write(ref Estimates.PerCall[member], 1 / Math.Max(1, bears));
        Volatile.Write(ref Estimates.Caution[member], 1 / ramp);
        _views[member] = view;
    }

    /// <summary>
    /// The time to the first token, given that calls wait longer than it. One may be a straggler; several at once are none, and the answers known are of before they began.
    /// </summary>
    private static double WithWaiting(double first, double weight, int count, double age)
    {
        var evidence = MedianWeight + (weight / (1 + (Doubt * (count - 1) * ((age / first) - 1))));
        age = weight >= Trials.LittleEvidence ? Math.Min(age, DeploymentState.MostOutlier * count * first) : age;
        return ((first * evidence) + (age * count)) / (evidence + count);
    }

    private double Ramp(DeploymentState state, long now)
    {
        var from = Math.Max(state.RampFrom, state.Rest.Until);
        return from == 0 ? 1 : Math.Clamp(_context.Clock.Seconds(now - from) / RampSeconds, RampStart, 1);
    }

    private double Weight(int member) => _perCall is null ? 1 : _perCall[member];

    private double Median(Func<AnswerTimes, LatencyView, int, double> value)
    {
        var known = 0;
        for (var i = 0; i < _views.Length; i++)
        {
            if (value(this, _views[i], i) is var number && !double.IsNaN(number))
            {
                _scratch[known++] = number;
            }
        }

        var values = _scratch.AsSpan(0, known);
        values.Sort();
        return known == 0 ? 0 : known % 2 == 1 ? values[known / 2] : (values[(known / 2) - 1] + values[known / 2]) / 2;
    }

    private static double Blend(double own, double weight, double median) => ((own * weight) + (median * MedianWeight)) / (weight + MedianWeight);
}
