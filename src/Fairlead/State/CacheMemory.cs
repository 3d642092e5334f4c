namespace Fairlead.State;

/// <summary>How long ago a deployment read the beginning of a prompt: what providers' caches go by.</summary>
internal enum CacheAge
{
    /// <summary>Within five minutes, the least time for which any provider says it keeps a prompt (Anthropic's default, OpenAI's least).</summary>
    Fresh,

    /// <summary>Within the hour, which some keep it, or may be paid to.</summary>
    Hour,

    /// <summary>Longer ago.</summary>
    Old,

    /// <summary>Never, as far as is known.</summary>
    Unread,
}

/// <summary>What an answer taught of a provider's cache.</summary>
internal readonly record struct CacheReading
{
    /// <summary>Tokens of the prompt, as the provider counted them.</summary>
    public required int Input { get; init; }

    /// <summary>Those that came from its cache.</summary>
    public required int Cached { get; init; }

    /// <summary>Those that were written to it.</summary>
    public required int Written { get; init; }

    /// <summary>Share of the prompt that this deployment had read before; 0 for none.</summary>
    public double ReadBefore { get; init; }

    /// <summary>How long before.</summary>
    public CacheAge Age { get; init; }

    /// <summary>The prompt continues one that somebody of the tier had read.</summary>
    public bool Continues { get; init; }

    /// <summary>Share of what the deployment had read before that came from the cache; of what it had not, of the whole prompt.</summary>
    public double Hit => Math.Clamp((double)Cached / Input / (Age == CacheAge.Unread ? 1 : ReadBefore), 0, 1);
}

/// <summary>What is known of a deployment's cache.</summary>
/// <param name="Fresh">Share of what it had read within five minutes that comes from the cache.</param>
/// <param name="Hour">The same of what it had read within the hour.</param>
/// <param name="Old">The same of what it had read before.</param>
/// <param name="Unread">Share of prompts it had not read, as far as is known, that comes from the cache.</param>
/// <param name="Written">Share of what does not come from the cache that is written to it; not a number before any answer.</param>
internal readonly record struct CacheView(double Fresh, double Hour, double Old, double Unread, double Written);

/// <summary>What a deployment's cache made of prompts that it had read before, by how long ago, and of others.</summary>
/// <remarks>
/// Before anything is known, what was read within five minutes is taken to come from the cache, what was read within the hour half of the time. Evidence fades: who was
/// left alone for hours, because prompts were not in its cache that should have been, is given the benefit of the doubt again.
/// </remarks>
internal sealed class CacheMemory
{
    /// <summary>How fast evidence fades: a full memory is worth no more than what is taken for granted after five hours. To find out costs a conversation read in vain.</summary>
    public static readonly TimeSpan HalfLife = TimeSpan.FromHours(1);

    /// <summary>Most answers remembered of each age: whether a cache hits is nearly always yes or nearly always no, and shows in few.</summary>
    private const double MaxWeight = 64;

    /// <summary>Answers' worth of evidence that what is taken for granted counts for.</summary>
    private const double PriorWeight = 2;

    private readonly Lock _gate = new();
    private readonly double[] _sums = new double[4];
    private readonly double[] _weights = new double[4];
    private readonly double[] _hits = [Prior(CacheAge.Fresh), Prior(CacheAge.Hour), Prior(CacheAge.Old), Prior(CacheAge.Unread)];
    private double _missed;
    private double _written;
    private long _fadedAt;

    /// <summary>Share of what was read so long ago that comes from the cache. Without a lock.</summary>
    public double Hit(CacheAge age) => Volatile.Read(ref _hits[(int)age]);

    /// <summary>Learns from an answer.</summary>
    /// <param name="reading">What it told.</param>
    /// <param name="now">The time.</param>
    /// <param name="halfLife">The half-life in clock ticks.</param>
    public void Learn(in CacheReading reading, long now, double halfLife)
    {
        lock (_gate)
        {
            var keep = Keep(now, halfLife);
            _fadedAt = now;
            for (var i = 0; i < _sums.Length; i++)
            {
                _sums[i] *= keep;
                _weights[i] *= keep;
            }

            var age = (int)reading.Age;
            var room = Math.Min(1, (MaxWeight - 1) / _weights[age]);
            _sums[age] = (_sums[age] * room) + reading.Hit;
            _weights[age] = (_weights[age] * room) + 1;
            var missed = Math.Max(0, reading.Input - reading.Cached);
            keep *= 1 - (1 / MaxWeight);
            _missed = (_missed * keep) + missed;
            _written = (_written * keep) + Math.Clamp(reading.Written, 0, missed);
            for (var i = 0; i < _hits.Length; i++)
            {
                Volatile.Write(ref _hits[i], Of((CacheAge)i, 1));
            }
        }
    }

    /// <summary>What is known by now.</summary>
    public CacheView View(long now, double halfLife)
    {
        lock (_gate)
        {
            var keep = Keep(now, halfLife);
            return new CacheView(
                Of(CacheAge.Fresh, keep), Of(CacheAge.Hour, keep), Of(CacheAge.Old, keep), Of(CacheAge.Unread, keep), _missed > 0 ? _written / _missed : double.NaN);
        }
    }

    /// <summary>What is known of an age; as far as it is not, what is taken for granted.</summary>
    private double Of(CacheAge age, double keep) =>
        ((keep * _sums[(int)age]) + (PriorWeight * Prior(age))) / ((keep * _weights[(int)age]) + PriorWeight);

    private double Keep(long now, double halfLife) => double.Exp2(-Math.Max(0, now - _fadedAt) / halfLife);

    private static double Prior(CacheAge age) => age switch
    {
        CacheAge.Fresh => 1,
        CacheAge.Hour => 0.5,
        _ => 0,
    };
}
