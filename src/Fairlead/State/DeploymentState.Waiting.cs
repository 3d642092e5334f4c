using Fairlead.Attempts;

namespace Fairlead.State;

/// <content>Calls whose first content has not come yet, and what is learnt before an answer ends.</content>
internal sealed partial class DeploymentState
{
    /// <summary>
    /// A time counts as no more than so many times the average, once that rests on some samples: one straggler among sixteen answers then moves the average by a fifth,
    /// not by the whole of itself, while a deployment that has grown slow still shows within a few answers.
    /// </summary>
    public const double MostOutlier = 4;

    private const double MuchEvidence = 3;

    /// <summary>The calls that wait now.</summary>
    public Waiters Waiters => new(Volatile.Read(ref _hot.Waiting));

    /// <summary>Requests that wait in the deployment's own queue, whoever sent them; 0 until somebody tells.</summary>
    public int QueueLength
    {
        get => Volatile.Read(ref _hot.Queue) & ~NearLimit;
        set
        {
            // The mark beside it is the provider's.
            var seen = Volatile.Read(ref _hot.Queue);
            while (Interlocked.CompareExchange(ref _hot.Queue, value | (seen & NearLimit), seen) is var found && found != seen)
            {
                seen = found;
            }
        }
    }

    /// <summary>
    /// A call waited for the whole of its time in vain, and nothing was heard since: whoever asks it next may be kept waiting too, and need not be (<see cref="ProbePatience"/>).
    /// </summary>
    public bool IsSuspect
    {
        get => Volatile.Read(ref _hot.Suspect) != 0;
        set
        {
            if (IsSuspect != value)
            {
                Volatile.Write(ref _hot.Suspect, (short)(value ? 1 : 0));
            }
        }
    }

    /// <summary>A call waits.</summary>
    /// <param name="began">When it began, in milliseconds of the clock.</param>
    public void Await(long began) => Interlocked.Add(ref _hot.Waiting, Waiters.One(began));

    /// <summary>A call waits no more.</summary>
    public void AwaitNoMore(long began) => Interlocked.Add(ref _hot.Waiting, -Waiters.One(began));

    /// <summary>Learns a stream's time to the first token when it comes, not when the stream ends.</summary>
    public void LearnFirstToken(double seconds, long now, LearningRate rate)
    {
        lock (_gate)
        {
            CatchUp();
            Fade(now, rate.HalfLife);
            LearnFirst(seconds);
        }
    }

    /// <summary>
    /// Learns that no first token came within a time: it takes at least that long. What is known of its time per token stays as well founded as that: it was asked whether
    /// it is well again, and is not. Else it would fade, trial after trial, until whoever is slow throughout counted as slow to begin only.
    /// </summary>
    public void LearnLate(double seconds, long now, LearningRate rate)
    {
        lock (_gate)
        {
            CatchUp();
            Fade(now, rate.HalfLife);
            _firstToken.Add(Math.Max(seconds, _firstToken.Mean));
            if (_perToken.Weight() > 0)
            {
                _perToken.Add(_perToken.Mean);
            }
        }
    }

    /// <summary>Forgets its times but for the newest, and starts as a newcomer does: what was known is old, and proved wrong.</summary>
    public void StartAfresh(double firstToken, double perToken, long now)
    {
        lock (_gate)
        {
            CatchUp();
            (_firstToken, _perToken) = (default, default);
            if (firstToken > 0)
            {
                _firstToken.Add(firstToken);
            }

            if (perToken > 0)
            {
                _perToken.Add(perToken);
            }

            _fadedAt = now;
            Volatile.Write(ref _rampFrom, now);
        }
    }

    /// <summary>How a call began.</summary>
    /// <param name="At">When, in clock ticks; 0 when unknown.</param>
    /// <param name="Load">Calls that were under way with it, itself included; 0 when unknown.</param>
    /// <param name="FirstKnown">Its time to the first token was learnt when it came.</param>
    public readonly record struct Beginning(long At, int Load, bool FirstKnown);

    private void LearnFirst(double seconds)
    {
        _firstToken.Add(_firstToken.Weight() >= MuchEvidence ? Math.Min(seconds, MostOutlier * _firstToken.Mean) : seconds);
        _firstTokens.Add(seconds);
    }
}
