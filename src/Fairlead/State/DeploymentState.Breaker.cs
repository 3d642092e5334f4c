using Fairlead.Attempts;

namespace Fairlead.State;

/// <content>
/// The breaker: closed, open until a time, then half-open with one probe at a time. Read without a lock, changed under it.
/// </content>
internal sealed partial class DeploymentState
{
    private long _rampFrom;
    private int _openings;

    /// <summary>When it joined a running router, or was last found well after a rest or after it was thought slow; zero when it was there from the start and neither happened.</summary>
    public long RampFrom => Volatile.Read(ref _rampFrom);

    /// <summary>The rest in force, or over without an answer since; zero when the breaker is closed.</summary>
    public Rest Rest => new(Volatile.Read(ref _hot.Rest));

    /// <summary>The breaker is not closed: the one thing a decision asks of most deployments.</summary>
    public bool HasRested => Volatile.Read(ref _hot.Rest) != 0;

    /// <summary>Whether the breaker keeps requests away: it is open, or half-open with its probe under way.</summary>
    public bool IsShut(long now) => Rest.Lasts(now) || Volatile.Read(ref _hot.Probe) > now;

    /// <summary>The breaker at a moment.</summary>
    public BreakerView Breaker(long now)
    {
        lock (_gate)
        {
            var rest = Rest;
            return rest.Word == 0
                ? default
                : new BreakerView(
                    rest.Lasts(now) ? BreakerState.Open : BreakerState.HalfOpen, rest.Until, rest.Cause, _openings, Volatile.Read(ref _hot.Probe) > now);
        }
    }

    /// <summary>Opens the breaker, or keeps it open for longer. A failure that comes while it is open is no further opening.</summary>
    /// <param name="now">The time.</param>
    /// <param name="length">How long it rests.</param>
    /// <param name="cause">The failure.</param>
    /// <param name="draw">Chance, 0 to 1.</param>
    /// <returns>The rest before.</returns>
    public Rest Open(long now, in RestLength length, FailureKind cause, double draw)
    {
        lock (_gate)
        {
            return OpenUntil(now, now + length.Of(Rest.Lasts(now) ? _openings : _openings + 1, draw), cause);
        }
    }

    /// <summary>The same, until a time.</summary>
    public Rest OpenUntil(long now, long until, FailureKind cause)
    {
        lock (_gate)
        {
            if (!Rest.Lasts(now))
            {
                _openings++;
            }

            return RestUntil(until, cause);
        }
    }

    /// <summary>Rests until then. A rest is only ever made longer: the later of two ends counts.</summary>
    /// <returns>The rest before.</returns>
    public Rest RestUntil(long until, FailureKind cause)
    {
        var wanted = Rest.Of(until, cause).Word;
        lock (_gate)
        {
            var before = Rest;
            if (wanted > before.Word)
            {
                Volatile.Write(ref _hot.Rest, wanted);
            }

            return before;
        }
    }

    /// <summary>Closes the breaker after an answer to a call that began during the rest or behind it; not if it was renewed meanwhile.</summary>
    public bool EndRest(Rest seen, long now)
    {
        lock (_gate)
        {
            CatchUp();
            if (_hot.Rest != seen.Word)
            {
                return false;
            }

            Volatile.Write(ref _hot.Rest, 0);
            Volatile.Write(ref _rampFrom, now);
            _openings = 0;
            _window.Clear();
            _classes.Clear();

            // What failed before says no more of it than the rest did: the slow start takes its place.
            _failing = default;
            return true;
        }
    }

    /// <summary>Claims the probe of a half-open breaker. Of many at once one gets it.</summary>
    /// <param name="seen">The rest that is over.</param>
    /// <param name="now">The time.</param>
    /// <param name="until">When the claim lapses, should its owner never end it.</param>
    public bool TryProbe(Rest seen, long now, long until)
    {
        var claimed = Volatile.Read(ref _hot.Probe);
        if (claimed > now || Interlocked.CompareExchange(ref _hot.Probe, until, claimed) != claimed)
        {
            return false;
        }

        // A probe that failed between the look and the claim has opened the breaker again before it gave its claim back.
        if (Rest == seen)
        {
            return true;
        }

        EndProbe(until);
        return false;
    }

    /// <summary>Gives a claim back, unless it lapsed and is another's now.</summary>
    public void EndProbe(long claim) => Interlocked.CompareExchange(ref _hot.Probe, 0, claim);
}
