using System.Diagnostics;

namespace Fairlead.Providers.Http;

/// <summary>
/// What can end a call early, joined in one token: the caller, and one deadline at a time (first byte, then the silence between reads).
/// Knows which of them it was. Pooled.
/// </summary>
/// <remarks>
/// Arming is a timestamp under a lock; the timer is only touched when the new deadline is nearer than the timer's next tick.
/// A stream of many reads therefore moves its timer about once in an idle timeout, not once a read.
/// </remarks>
internal sealed class CallScope : IDisposable
{
    private const long None = long.MaxValue;

    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _source = new();
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private CancellationTokenRegistration _registration;
    private long _deadline = None;
    private long _tick = None;
    private volatile bool _timedOut;
    private volatile bool _callerLeft;

    public CallScope(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(static state => ((CallScope)state!).OnTick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancelled by the caller's token or by the deadline.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>The token given to <see cref="Link"/>.</summary>
    public CancellationToken Caller { get; private set; }

    public bool TimedOut => _timedOut;

    public bool CallerLeft => _callerLeft || Caller.IsCancellationRequested;

    public void Link(CancellationToken caller)
    {
        Caller = caller;
        _registration = Register(caller);
    }

    /// <summary>Lets one more token end the call.</summary>
    public CancellationTokenRegistration Register(CancellationToken caller) =>
        caller.CanBeCanceled ? caller.UnsafeRegister(static state => ((CallScope)state!).OnCallerLeft(), this) : default;

    /// <summary>Ends what <see cref="Register"/> began.</summary>
    public void Unlink(CancellationTokenRegistration registration)
    {
        if (registration != default && !registration.Unregister())
        {
            // Its callback runs just now: this scope will be cancelled in a moment and must not be used again.
            _callerLeft = true;
        }
    }

    /// <summary>Sets the deadline from now; a negative time means none.</summary>
    public void Arm(TimeSpan timeout)
    {
        if (timeout < TimeSpan.Zero)
        {
            Disarm();
            return;
        }

        var now = _time.GetTimestamp();
        var ticks = timeout.TotalSeconds * _time.TimestampFrequency;
        var deadline = ticks < None - now ? now + (long)ticks : None;
        lock (_gate)
        {
            _deadline = deadline;
            if (deadline < _tick)
            {
                _tick = deadline;
                _timer.Change(timeout, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>Lifts the deadline. The timer may still tick once, and finds nothing to do.</summary>
    public void Disarm()
    {
        lock (_gate)
        {
            _deadline = None;
        }
    }

    /// <summary>Ends the use. True when the scope is as new; otherwise it must be thrown away.</summary>
    public bool TryReset()
    {
        Disarm();
        var linked = Caller.CanBeCanceled;
        Caller = default;
        // A callback that runs just now would end the next call: such a scope is not used again.
        var unlinked = !linked || _registration.Unregister();
        _registration = default;
        return unlinked && !_timedOut && !_callerLeft && _source.TryReset();
    }

    public void Dispose()
    {
        _timer.Dispose();
        _source.Dispose();
    }

    private void OnCallerLeft()
    {
        _callerLeft = true;
        Cancel();
    }

    private void OnTick()
    {
        lock (_gate)
        {
            _tick = None;
            if (_deadline == None)
            {
                return;
            }

            var left = _time.GetElapsedTime(_time.GetTimestamp(), _deadline);
            if (left > TimeSpan.Zero)
            {
                _tick = _deadline;
                // Timers count whole milliseconds and would tick early for less than one.
                _timer.Change(left < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : left, Timeout.InfiniteTimeSpan);
                return;
            }

            _deadline = None;
            _timedOut = true;
        }

        Cancel();
    }

    private void Cancel()
    {
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The call ended between the tick and here; there is nothing left to cancel.
        }
        catch (AggregateException e)
        {
            // A handler's own callback threw; the call ends all the same, and the timer thread must not.
            Debug.Fail(e.ToString());
        }
    }
}
