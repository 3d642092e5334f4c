using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Model;
using Fairlead.Selection;

namespace Fairlead.State;

/// <summary>Changes breakers, and tells whoever listens. One for a router's life, across reloads.</summary>
internal sealed class Breakers(Clock clock)
{
    private readonly long _probeTime = clock.Ticks(RouterDefaults.ProbeTime);
    private volatile Action<BreakerChange>? _listener;

    /// <summary>Hears of every change; null when nobody listens. Called on the thread of the request that made it, which it holds up: a listener only takes note.</summary>
    public Action<BreakerChange>? Listener
    {
        get => _listener;
        set => _listener = value;
    }

    /// <summary>Opens a breaker, or keeps it open for longer.</summary>
    public void Open(Deployment deployment, in RestLength length, FailureKind cause, RandomSource random, long now) =>
        TellOpened(deployment, deployment.State.Open(now, length, cause, random.NextDouble()), now);

    /// <summary>Opens a breaker until then, or keeps it open for longer.</summary>
    public void OpenUntil(Deployment deployment, long until, FailureKind cause, long now) =>
        TellOpened(deployment, deployment.State.OpenUntil(now, until, cause), now);

    /// <summary>Claims the probe of a half-open breaker.</summary>
    /// <returns>The claim; zero when another request has it, or the breaker is not half-open any more.</returns>
    public long Probe(Deployment deployment, Rest seen, long now)
    {
        var claim = now + _probeTime;
        if (!deployment.State.TryProbe(seen, now, claim))
        {
            return 0;
        }

        if (_listener is { } listener)
        {
            var view = deployment.State.Breaker(now);
            listener(new BreakerChange(deployment, BreakerState.Open, BreakerState.HalfOpen, seen.Cause, now, seen.Until, view.Openings));
        }

        return claim;
    }

    /// <summary>Closes a breaker after an answer in spite of a rest, unless it was renewed meanwhile.</summary>
    public void Close(Deployment deployment, Rest ended, long now)
    {
        if (deployment.State.EndRest(ended, now) && _listener is { } listener)
        {
            var from = ended.Lasts(now) ? BreakerState.Open : BreakerState.HalfOpen;
            listener(new BreakerChange(deployment, from, BreakerState.Closed, ended.Cause, now, Until: 0, Openings: 0));
        }
    }

    private void TellOpened(Deployment deployment, Rest before, long now)
    {
        if (_listener is { } listener && !before.Lasts(now) && deployment.State.Breaker(now) is { State: BreakerState.Open } view)
        {
            var from = before.Word == 0 ? BreakerState.Closed : BreakerState.HalfOpen;
            listener(new BreakerChange(deployment, from, BreakerState.Open, view.Cause, now, view.Until, view.Openings));
        }
    }
}
