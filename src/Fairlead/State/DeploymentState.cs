using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Fairlead.Attempts;
using Fairlead.Costs;

namespace Fairlead.State;

/// <summary>What is learnt of a deployment while the process runs. Lives as long as the deployment's identity, across reloads.</summary>
/// <remarks>A decision only reads the hot record, without a lock. A report takes the lock for a few dozen nanoseconds.</remarks>
internal sealed partial class DeploymentState
{
    /// <summary>The natural logarithm of 2: the slope of the power of two at zero.</summary>
    private const double Ln2 = 0.6931471805599453;

    private readonly Lock _gate = new();
    private HotRecord _hot;
    private FailureWindow _window;
    private ClassCounts _classes;
    private DecayedAverage _firstToken;
    private DecayedAverage _perToken;
    private DecayedAverage _failing;
    private QuantileSketch _firstTokens;
    private QuantileSketch _perTokens;
    private DecayedAverage _load;
    private DeploymentTotals _totals;
    private long _fadedAt;

    /// <param name="rampFrom">When it joined a running router, in ticks; zero when it was there from the start.</param>
    public DeploymentState(long rampFrom = 0) => _rampFrom = rampFrom;

    /// <summary>Its place among others; -1 when it is not there. By reference: asking each whether it is equal takes five times as long.</summary>
    public int PlaceIn(DeploymentState[] states)
    {
        for (var i = 0; i < states.Length; i++)
        {
            if (ReferenceEquals(states[i], this))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Calls under way.</summary>
    public int InFlight => Volatile.Read(ref _hot.InFlight);

    /// <summary>The rest's word, and the calls under way with the deployment's own queue behind them, as they stand side by side.</summary>
    public Vector128<long> Now
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.LoadUnsafe(ref _hot.Rest);
    }

    /// <summary>Begins a lease.</summary>
    public void Acquire() => Interlocked.Increment(ref _hot.InFlight);

    /// <summary>Begins a lease unless there are that many already. Two that ask for the last place cannot both have it.</summary>
    public bool TryAcquire(int most)
    {
        if (Interlocked.Increment(ref _hot.InFlight) <= most)
        {
            return true;
        }

        Interlocked.Decrement(ref _hot.InFlight);
        return false;
    }

    /// <summary>Ends a lease. The caller sees to it that each ends once.</summary>
    public void Release() => Interlocked.Decrement(ref _hot.InFlight);

    /// <summary>Counts a failure that is the deployment's fault.</summary>
    /// <returns>The window with it.</returns>
    public FailureWindow CountFailure(long now, LearningRate rate)
    {
        lock (_gate)
        {
            CatchUp();
            _window.Count(success: false, now, rate.Window);
            Fade(now, rate.HalfLife);
            _failing.Add(1);
            return _window;
        }
    }

    /// <summary>Counts a failure for the numbers a person allows.</summary>
    /// <param name="counted">The class it is counted in.</param>
    /// <param name="now">The time.</param>
    /// <param name="window">How long failures are remembered from the first.</param>
    /// <returns>Those of the class, with it.</returns>
    public int CountFails(FailureClass counted, long now, long window)
    {
        lock (_gate)
        {
            return _classes.Count(counted, now, window);
        }
    }

    /// <summary>Counts an attempt that was not answered, whoever's fault it was.</summary>
    public void CountUnanswered(in AttemptReport report, TokenPrice price)
    {
        lock (_gate)
        {
            _totals.Count(report, price);
        }
    }

    /// <summary>Counts an attempt given up because another one answered first: no failure, but its deployment does not look quick for it.</summary>
    /// <param name="report">How long it was waited for.</param>
    /// <param name="stream">It would have been a stream: the wait was for the first token.</param>
    /// <param name="excess">How many times the group's usual time that is; at least 1.</param>
    /// <param name="price">What its tokens cost.</param>
    /// <param name="now">The time.</param>
    /// <param name="rate">How fast is forgotten.</param>
    public void CountLost(in AttemptReport report, bool stream, double excess, TokenPrice price, long now, LearningRate rate)
    {
        lock (_gate)
        {
            CatchUp();
            _totals.Count(report, price);
            Fade(now, rate.HalfLife);
            if (excess <= 1 || _firstToken.Weight() + _perToken.Weight() <= 0)
            {
                // Given up within the usual time: it may have been as quick as any.
                return;
            }

            // The least that is certain. A plain answer's wait is not told apart: both its parts took so many times longer.
            var first = stream ? report.Duration.TotalSeconds : _firstToken.Mean * excess;
            if (first > _firstToken.Mean)
            {
                LearnFirst(first);
            }

            if (!stream && _perToken.Weight() > 0)
            {
                _perToken.Add(_perToken.Mean * excess);
            }
        }
    }

    /// <summary>Counts tokens of a call whose end was reported before they were known.</summary>
    public void CountLate(int inputTokens, int outputTokens, TokenPrice price)
    {
        lock (_gate)
        {
            _totals.CountTokens(inputTokens, outputTokens, price);
        }
    }

    /// <summary>Counts what a call cost by other units than tokens.</summary>
    /// <param name="dollars">US dollars; null where that is not known.</param>
    public void CountUnits(double? dollars)
    {
        if (dollars > 0)
        {
            lock (_gate)
            {
                _totals.AddCost(dollars.Value);
            }
        }
    }

    /// <summary>The counts and the averages of one moment.</summary>
    public (DeploymentTotals Totals, Dictionary<FailureKind, long> Failures, LatencyView Latency) Read(long now, double halfLife)
    {
        lock (_gate)
        {
            CatchUp();
            return (_totals, _totals.Failures(), View(now, halfLife));
        }
    }

    /// <summary>Counts an answer and learns its times.</summary>
    /// <param name="report">How it ended.</param>
    /// <param name="price">What its tokens cost.</param>
    /// <param name="now">The time.</param>
    /// <param name="rate">How fast to forget.</param>
    /// <param name="beginning">What is known of how it began.</param>
    public void CountSuccess(in AttemptReport report, TokenPrice price, long now, LearningRate rate, Beginning beginning = default)
    {
        var answer = new Answer(report, price, now, beginning);
        lock (_gate)
        {
            CatchUp();
            Learn(new ReadOnlySpan<Answer>(in answer), rate);
        }
    }

    /// <summary>The averages, as the latency strategies need them.</summary>
    public LatencyView Latency(long now, double halfLife)
    {
        lock (_gate)
        {
            CatchUp();
            return View(now, halfLife);
        }
    }

    /// <summary>The quantiles of the time to the first token and of the time per output token after it.</summary>
    public (QuantileView FirstToken, QuantileView PerToken) Quantiles(long now, double halfLife)
    {
        lock (_gate)
        {
            CatchUp();
            var keep = Keep(now, halfLife);
            return (_firstTokens.View(keep), _perTokens.View(keep));
        }
    }

    /// <summary>The time within which nine in ten of its streams began or, by the tokens they have on average, nine in ten of its plain answers ended, in seconds; zero while that is not known.</summary>
    /// <param name="stream">A stream.</param>
    /// <param name="mostTokens">Most tokens the answer may have; null for no limit.</param>
    public double UsualTime(bool stream, int? mostTokens)
    {
        lock (_gate)
        {
            CatchUp();
            var first = _firstTokens.Quantile(0.9);
            var tokens = stream || _totals.Answered == 0 ? 0 : _totals.OutputTokens / (double)_totals.Answered;
            return first + (Math.Min(tokens, mostTokens ?? tokens) * _perTokens.Quantile(0.9));
        }
    }

    private LatencyView View(long now, double halfLife)
    {
        // One imagined success: a single early failure halves the trust, it does not end it.
        var keep = Keep(now, halfLife);
        var evidence = _failing.Weight(keep);
        return new LatencyView(
            _firstToken.Mean,
            _firstToken.Weight(keep),
            _perToken.Mean,
            _perToken.Weight(keep),
            _failing.Mean * evidence / (evidence + 1),
            _load.Mean,
            _load.Weight(keep));
    }

    /// <summary>Makes every sample as old as it is. All averages together, since the power of two is what costs.</summary>
    private void Fade(long now, double halfLife)
    {
        var keep = Keep(now, halfLife);
        _firstToken.Fade(keep);
        _perToken.Fade(keep);
        _failing.Fade(keep);
        _load.Fade(keep);
        var growth = 1 / keep;
        _firstTokens.Fade(growth);
        _perTokens.Fade(growth);
        _fadedAt = now;
    }

    private double Keep(long now, double halfLife)
    {
        var halves = (now - _fadedAt) / halfLife;

        // Busy deployments report within a thousandth of a half-life: a straight line is then right to seven digits, and 30 ns cheaper.
        return halves <= 0 ? 1 : halves < 1e-3 ? 1 - (Ln2 * halves) : double.Exp2(-halves);
    }

    /// <summary>
    /// A stream tells both times. A plain answer tells only its whole time: what is left after the known time to the first token
    /// is spread over its tokens; without tokens (an embedding) the whole is the time to the first.
    /// </summary>
    private void LearnTimes(in Answer answer)
    {
        var first = answer.FirstToken;
        if (first > 0 || answer.OutputTokens == 0)
        {
            first = first > 0 ? first : answer.Seconds;
            if (!answer.FirstKnown)
            {
                LearnFirst(first);
            }
        }
        else
        {
            first = _firstToken.Mean;
        }

        if (answer.OutputTokens > 0)
        {
            var perToken = Math.Max(0, answer.Seconds - first) / answer.OutputTokens;
            _perToken.Add(perToken);
            _perTokens.Add(perToken);
        }
    }
}
