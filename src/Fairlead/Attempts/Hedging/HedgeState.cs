using Fairlead.State;

namespace Fairlead.Attempts.Hedging;

/// <summary>What hedging has learnt and may still spend in one model group. Lives as long as the group's name, across reloads. Thread-safe.</summary>
internal sealed class HedgeState
{
    /// <summary>One hedge, in the parts of one that tokens are counted in: a share of a millionth still adds up.</summary>
    private const long One = 1_000_000;

    /// <summary>
    /// Most hedges saved up. Ten stragglers at once are then answered for, and a brown-out of everybody cannot spend an hour's savings on itself:
    /// of Finagle's and Envoy's retry budgets it is the same idea.
    /// </summary>
    private const long Most = 10 * One;

    /// <summary>Half-life of the times: two minutes, so that a group asked every few seconds has evidence for a 95th percentile too.</summary>
    private const double HalfLifeSeconds = 120;

    /// <summary>How stale the delays may be. They are read by every request and worked out by few.</summary>
    private const double RefreshSeconds = 0.25;

    private const double SecondsAnHour = 3600;

    /// <summary>Of an hour's money so much is saved up at most: six minutes' worth, so that no hour costs more than 1.1 of them.</summary>
    private const double SavedHours = 0.1;

    private readonly Clock _clock;
    private readonly Lock _gate = new();
    private GroupTimes _streams;
    private GroupTimes _plain;
    private long _fadedAt;
    private long _tokens;
    private double _money;
    private long _moneyAt;

    public HedgeState(Clock clock)
    {
        _clock = clock;
        _fadedAt = clock.Now;
    }

    /// <summary>Hedges that could start now, but for the money.</summary>
    public double Saved => Volatile.Read(ref _tokens) / (double)One;

    /// <summary>Saves for a request. The savings begin at nothing, so that hedges are never more than their share.</summary>
    public void Count(double share)
    {
        var wanted = (long)(share * One);
        var seen = Volatile.Read(ref _tokens);
        while (seen < Most)
        {
            var found = Interlocked.CompareExchange(ref _tokens, Math.Min(Most, seen + wanted), seen);
            if (found == seen)
            {
                return;
            }

            seen = found;
        }
    }

    /// <summary>Takes what one hedge costs in tokens.</summary>
    public bool TryTake()
    {
        var seen = Volatile.Read(ref _tokens);
        while (seen >= One)
        {
            var found = Interlocked.CompareExchange(ref _tokens, seen - One, seen);
            if (found == seen)
            {
                return true;
            }

            seen = found;
        }

        return false;
    }

    /// <summary>Gives it back: no hedge was started.</summary>
    public void PutBack() => Interlocked.Add(ref _tokens, One);

    /// <summary>Takes money for a hedge, if there is any: the last one may cost more than is left.</summary>
    /// <param name="cost">What it is expected to cost.</param>
    /// <param name="hourly">What hedges may cost an hour.</param>
    public bool TryPay(double cost, double hourly)
    {
        lock (_gate)
        {
            var now = _clock.Now;
            var most = hourly * SavedHours;
            _money = _moneyAt == 0 ? most : Math.Min(most, _money + (hourly * _clock.Seconds(now - _moneyAt) / SecondsAnHour));
            _moneyAt = now;
            if (!(_money > 0) || !double.IsFinite(cost))
            {
                return false;
            }

            _money -= cost;
            return true;
        }
    }

    /// <summary>Puts right what a hedge cost, once that is known.</summary>
    /// <param name="difference">What it cost more than was expected.</param>
    public void Correct(double difference)
    {
        lock (_gate)
        {
            _money -= difference;
        }
    }

    /// <summary>When a hedge starts, in ticks; zero while too little is known.</summary>
    public long Delay(bool stream) => Volatile.Read(ref (stream ? ref _streams : ref _plain).Delay);

    /// <summary>What an answer usually takes, in ticks; zero while too little is known.</summary>
    public long Usual(bool stream) => Volatile.Read(ref (stream ? ref _streams : ref _plain).Usual);

    /// <summary>Learns how long the first content took.</summary>
    /// <param name="stream">Of a stream; a plain answer comes whole.</param>
    /// <param name="seconds">The time.</param>
    /// <param name="gaveUp">It was not waited for any longer: it would have taken at least so long.</param>
    /// <param name="quantile">The share of answers that should come before a hedge.</param>
    public void Learn(bool stream, double seconds, bool gaveUp, double quantile)
    {
        lock (_gate)
        {
            ref var times = ref stream ? ref _streams : ref _plain;
            if (gaveUp && seconds < _clock.Seconds(times.Usual))
            {
                // Given up early it may have been quick as well: it tells nothing. Given up late, the least it took is on the right side of the delay.
                return;
            }

            var now = _clock.Now;
            var growth = double.Exp2(_clock.Seconds(now - _fadedAt) / HalfLifeSeconds);
            _streams.Sketch.Fade(growth);
            _plain.Sketch.Fade(growth);
            _fadedAt = now;
            times.Sketch.Add(seconds);
            if (now >= times.RefreshAt)
            {
                times.Refresh(_clock, quantile);
                times.RefreshAt = now + _clock.Ticks(TimeSpan.FromSeconds(RefreshSeconds));
            }
        }
    }

    /// <summary>Times of one kind of answer.</summary>
    private struct GroupTimes
    {
        public QuantileSketch Sketch;
        public long Delay;
        public long Usual;
        public long RefreshAt;

        public void Refresh(Clock clock, double quantile)
        {
            // One sample at least is expected above the quantile: with fewer it would be a guess at what has not been seen.
            if (Sketch.Weight() * (1 - quantile) >= 1)
            {
                Volatile.Write(ref Usual, clock.Ticks(TimeSpan.FromSeconds(Sketch.Quantile(0.5))));
                Volatile.Write(ref Delay, Math.Max(1, clock.Ticks(TimeSpan.FromSeconds(Sketch.Quantile(quantile)))));
            }
        }
    }
}
