using Fairlead.Attempts;

namespace Fairlead.Cli.Simulation.Deployments;

/// <summary>A call under way, as its deployment serves it. What befalls the deployment meets what is left of it.</summary>
internal sealed class Call
{
    private const long Never = long.MaxValue;

    private readonly CallOutcome _drawn;
    private readonly CallTerms _terms;
    private FailureKind _failure;
    private long _first;
    private long _end;
    private double _pause;

    /// <param name="drawn">What would come of it if nothing changed and its router waited for ever.</param>
    /// <param name="terms">What it was asked on.</param>
    /// <param name="began">When it began.</param>
    /// <param name="busy">Calls under way with it.</param>
    public Call(in CallOutcome drawn, in CallTerms terms, long began, int busy)
    {
        _drawn = drawn;
        _terms = terms;
        _failure = drawn.Failure;
        Began = began;
        Busy = busy;
        _first = drawn.Failure == FailureKind.None ? After(drawn.FirstToken) : Never;
        _end = After(drawn.Duration);
        _pause = drawn.Failure == FailureKind.None && terms.Tokens > 1 ? (_end - _first) / (double)(terms.Tokens - 1) : 0;
        Settle(began);
    }

    /// <summary>When it began.</summary>
    public long Began { get; }

    /// <summary>Calls under way when it began, itself included.</summary>
    public int Busy { get; }

    /// <summary>What will come of it, as things stand.</summary>
    public CallOutcome Outcome { get; private set; }

    /// <summary>Grows when the outcome changes: what was planned by an earlier one is void.</summary>
    public int Version { get; private set; }

    /// <summary>Happens when the outcome changes.</summary>
    public Action? Changed { get; set; }

    /// <summary>Its place among its deployment's calls.</summary>
    public int Place { get; set; }

    /// <summary>Whether its first token has come.</summary>
    public bool HasBegun(long now) => _first <= now;

    /// <summary>Time to the first token, once that has come.</summary>
    public double FirstToken => (_first - Began) / (double)TimeSpan.TicksPerSecond;

    /// <summary>What is left takes so many times as long.</summary>
    /// <param name="first">What is left to the first token.</param>
    /// <param name="rest">What is left after it.</param>
    /// <param name="now">The time.</param>
    public void Stretch(double first, double rest, long now)
    {
        if (_failure != FailureKind.None || _end == Never)
        {
            return;
        }

        var from = Math.Max(_first, now);
        var left = _end - from;
        _first = _first > now ? now + (long)((_first - now) * first) : _first;
        _end = Math.Max(_first, now) + (long)(left * rest);
        _pause *= rest;
        Change(now);
    }

    /// <summary>The deployment falls silent, for this call for good: a router that has content waits for more of it, another for the first.</summary>
    public void Hang(long now)
    {
        if (_failure != FailureKind.None)
        {
            return;
        }

        if (HasBegun(now) && _terms.Stream)
        {
            _failure = FailureKind.Timeout;
            _end = now + _terms.Silence.Ticks;
        }
        else
        {
            (_first, _end) = (Never, Never);
        }

        Change(now);
    }

    /// <summary>The connection is reset.</summary>
    public void Break(long now)
    {
        if (_failure != FailureKind.None)
        {
            return;
        }

        var isHeard = HasBegun(now) && _terms.Stream;
        _failure = isHeard ? FailureKind.StreamBroken : FailureKind.Connection;
        _first = isHeard ? _first : Never;
        _end = now;
        Change(now);
    }

    private void Change(long now)
    {
        Settle(now);
        Version++;
        Changed?.Invoke();
    }

    /// <summary>The outcome by the times in force and the router's patience, which is first for the first byte and then for each next one.</summary>
    private void Settle(long now)
    {
        var heard = _terms.Stream ? _first : _end;
        if ((_failure == FailureKind.None || heard == Never) && Math.Min(heard, _end) > After(_terms.Patience))
        {
            Outcome = new CallOutcome(FailureKind.Timeout, 0, default, _terms.Patience);
            return;
        }

        if (_failure == FailureKind.None && _terms.Stream && _pause > _terms.Silence.Ticks)
        {
            Outcome = new CallOutcome(FailureKind.Timeout, 0, Since(_first), Since(Math.Max(_first, now)) + _terms.Silence);
            return;
        }

        Outcome = _failure == _drawn.Failure
            ? _drawn with { FirstToken = _first == Never ? default : Since(_first), Duration = Since(_end) }
            : new CallOutcome(_failure, 0, _first == Never ? default : Since(_first), Since(_end));
    }

    private long After(TimeSpan time) => time.Ticks < Never - Began ? Began + time.Ticks : Never;

    private TimeSpan Since(long at) => TimeSpan.FromTicks(at - Began);
}

/// <summary>What a call is asked on.</summary>
/// <param name="Stream">Whether the answer is streamed.</param>
/// <param name="Tokens">Length of the answer.</param>
/// <param name="Patience">How long the router waits for the first byte.</param>
/// <param name="Silence">How long it waits for each next one.</param>
internal readonly record struct CallTerms(bool Stream, int Tokens, TimeSpan Patience, TimeSpan Silence);
