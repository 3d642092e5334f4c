using Fairlead.State;

namespace Fairlead.Limits;

/// <summary>How long those who wait have to wait, from how quickly others were served. Kept under the queue's lock.</summary>
internal sealed class QueuePace(Clock clock)
{
    /// <summary>The average is of about so many.</summary>
    private const int Most = 32;

    /// <summary>Fewer say nothing.</summary>
    private const int Least = 8;

    /// <summary>Of places that come free by chance one in fifty comes later than four times their mean: a longer wait shows that they have become fewer.</summary>
    private const int Stall = 4;

    /// <summary>What was learnt before such a time without a queue is old.</summary>
    private readonly long _keep = clock.Ticks(TimeSpan.FromMinutes(1));

    private double _gap;
    private int _count;
    private long _since;

    /// <summary>Somebody begins to wait where nobody did.</summary>
    public void Begin(long now)
    {
        _count = now - _since > _keep ? 0 : _count;
        _since = now;
    }

    /// <summary>Somebody was served.</summary>
    public void Serve(long now)
    {
        _count = Math.Min(_count + 1, Most);
        _gap += (now - _since - _gap) / _count;
        _since = now;
    }

    /// <summary>How long the one at a place will wait, in ticks; 0 where that is not known.</summary>
    /// <param name="place">From 1.</param>
    /// <param name="now">The time.</param>
    public long Wait(int place, long now) => _count < Least ? 0 : (long)Math.Min(place * Math.Max(_gap, (now - _since) / (double)Stall), long.MaxValue / 4);
}
