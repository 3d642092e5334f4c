using Fairlead.Configuration;
using Fairlead.State;

namespace Fairlead.Limits;

/// <summary>
/// What all requests of a router together may spend on asking again whoever has failed, so that retries do not multiply an outage: a bucket of tokens that requests
/// and time fill. Thread-safe, allocates nothing.
/// </summary>
internal sealed class RetryBudget
{
    /// <summary>One retry, in the parts of one that are counted in: a share of a millionth still adds up.</summary>
    private const long One = 1_000_000;

    /// <summary>So many seconds' worth are saved at most: the life of a deposit in Finagle's and Linkerd's budgets.</summary>
    private const double SavedSeconds = 10;

    /// <summary>Least that may be saved, for budgets that live of their share alone.</summary>
    private const double LeastSaved = 10;

    private readonly long _perRequest;
    private readonly double _perTick;
    private readonly long _most;
    private readonly Bucket _bucket;

    private RetryBudget(RetryBudgetSettings? settings, Bucket? bucket, Clock clock)
    {
        var perSecond = settings?.PerSecond ?? RouterDefaults.RetriesPerSecond;
        _perRequest = (long)((settings?.Share ?? RouterDefaults.RetryShare) * One);
        _perTick = perSecond * One / clock.Ticks(TimeSpan.FromSeconds(1));
        _most = (long)(Math.Max(LeastSaved, perSecond * SavedSeconds) * One);

        // It begins full, as theirs do: the first request of a quiet router has its retries.
        _bucket = bucket ?? new Bucket { Tokens = _most, Filled = clock.Now };
    }

    /// <summary>Retries that could start now.</summary>
    public double Saved => Volatile.Read(ref _bucket.Tokens) / (double)One;

    /// <summary>The budget of a generation; what was saved and spent before a reload stays. Null where none is wanted.</summary>
    public static RetryBudget? Of(RetryBudgetSettings? settings, RetryBudget? previous, Clock clock) =>
        settings?.Share == 0 ? null : new RetryBudget(settings, previous?._bucket, clock);

    /// <summary>Saves for a request. Writes nothing while the bucket is full, which is always but in trouble.</summary>
    public void Count() => Add(_perRequest);

    /// <summary>Takes what one retry costs.</summary>
    public bool TryTake(long now)
    {
        Refill(now);
        var seen = Volatile.Read(ref _bucket.Tokens);
        while (seen >= One)
        {
            var found = Interlocked.CompareExchange(ref _bucket.Tokens, seen - One, seen);
            if (found == seen)
            {
                return true;
            }

            seen = found;
        }

        return false;
    }

    /// <summary>Adds what time has brought since it was looked at last. Each span of time is added by the one thread that moved the mark.</summary>
    private void Refill(long now)
    {
        var before = Volatile.Read(ref _bucket.Filled);
        var brought = Math.Min((now - before) * _perTick, _most);

        // Less than a part of a token would be lost to rounding: the mark stays until it is worth something.
        if (brought >= 1 && Interlocked.CompareExchange(ref _bucket.Filled, now, before) == before)
        {
            Add((long)brought);
        }
    }

    private void Add(long tokens)
    {
        var seen = Volatile.Read(ref _bucket.Tokens);
        while (seen < _most)
        {
            var found = Interlocked.CompareExchange(ref _bucket.Tokens, Math.Min(_most, seen + tokens), seen);
            if (found == seen)
            {
                return;
            }

            seen = found;
        }
    }

    /// <summary>What lives on through reloads.</summary>
    private sealed class Bucket
    {
        public long Tokens;
        public long Filled;
    }
}
