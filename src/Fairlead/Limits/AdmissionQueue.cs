using System.Runtime.CompilerServices;
using Fairlead.Model;
using Fairlead.State;

namespace Fairlead.Limits;

/// <summary>
/// The requests that wait for a place at the deployments of one name: the most urgent first, of these one of each key in turn, of a key's whoever has the least time left, of equals the
/// first come. Lives across reloads.
/// </summary>
/// <remarks>
/// A place is handed over: whoever ends a call tries, under the lock, to begin the attempt of those who wait, in their order. So nobody who comes later takes a place
/// in between, and a request whose filters do not match the place that is free does not keep it from the next. Nothing is polled; one timer runs for the next moment
/// at which time alone may help (the end of a minute, of a rest) or ends a wait. Without anybody waiting the end of a call costs one read.
/// </remarks>
internal sealed class AdmissionQueue(Clock clock)
{
    private readonly Lock _gate = new();
    private readonly List<Waiter> _waiting = [];
    private readonly Dictionary<int, StrongBox<int>> _underWay = [];
    private readonly FairTurns _turns = new();
    private readonly QueuePace _pace = new(clock);
    private ITimer? _timer;
    private int _count;
    private volatile AdmissionQueue[] _guests = [];

    /// <summary>Requests that wait.</summary>
    public int Count => Volatile.Read(ref _count);

    public bool IsEmpty => Count == 0;

    /// <summary>Calls under way of a class, where places are reserved.</summary>
    public StrongBox<int> UnderWay(int priority)
    {
        lock (_gate)
        {
            return UnderWayHeld(priority);
        }
    }

    /// <summary>Holds the queue, for who must look and take as one.</summary>
    public Lock.Scope Hold() => _gate.EnterScope();

    /// <summary>Whether a class may take a place of a group without touching one that is kept for another. The queue must be held.</summary>
    public bool HasPlace(ModelGroup group, int priority, AdmissionRules rules, long now)
    {
        var kept = 0L;
        foreach (var (other, places) in rules.Reserved)
        {
            var unused = places - UnderWayHeld(other).Value;
            if (other == priority && unused > 0)
            {
                return true;
            }

            kept += other == priority ? 0 : Math.Max(0, unused);
        }

        return kept == 0 || Free(group, now) > kept;
    }

    /// <summary>Begins to wait, or is served at once if a place came free meanwhile.</summary>
    /// <returns>False when it is not to wait: the session knows why.</returns>
    public bool Join(Waiter waiter, AdmissionRules rules)
    {
        lock (_gate)
        {
            waiter.Since = clock.Now;
            waiter.Turn = _turns.Next(waiter.Priority, waiter.Key);
            if (_waiting.Count >= rules.MaxQueue && !MakeRoom(waiter))
            {
                waiter.Session.EndRefused(rules.MaxQueue);
                return false;
            }

            if (_waiting.Count == 0)
            {
                _pace.Begin(waiter.Since);
            }

            Insert(waiter);

            // Whoever gave a place back before this was counted did not see it.
            Serve();
            return MayHope(waiter);
        }
    }

    /// <summary>Ends a wait from outside.</summary>
    /// <returns>False when it was over.</returns>
    public bool Leave(Waiter waiter)
    {
        lock (_gate)
        {
            var at = _waiting.IndexOf(waiter);
            if (at < 0)
            {
                return false;
            }

            RemoveAt(at, isServed: false);
            return true;
        }
    }

    /// <summary>The queues of names that fall back to this one: whoever waits there may take what nobody here can use.</summary>
    public void Welcome(AdmissionQueue[] guests) => _guests = guests;

    /// <summary>A call has ended: hands its place on, here first.</summary>
    public void Freed()
    {
        ServeAny();
        foreach (var guest in _guests)
        {
            // One queue is locked at a time.
            guest.ServeAny();
        }
    }

    private void ServeAny()
    {
        if (!IsEmpty)
        {
            lock (_gate)
            {
                Serve();
            }
        }
    }

    private void Serve()
    {
        var wake = long.MaxValue;
        Waiter? refused = null;
        for (var i = 0; i < _waiting.Count;)
        {
            var waiter = _waiting[i];
            if (clock.Now >= waiter.Expires)
            {
                waiter.Session.EndWait(clock.Span(clock.Now - waiter.Since), place: i + 1, of: _waiting.Count);
                RemoveAt(i, isServed: false);
                waiter.End(default);
                continue;
            }

            if (!IsLike(waiter, refused))
            {
                if (waiter.Session.TryNext(out var attempt) || !waiter.Session.MayWait)
                {
                    RemoveAt(i, isServed: attempt.Number > 0);
                    waiter.End(attempt);
                    continue;
                }

                refused = waiter.IsPlain ? waiter : refused;
            }

            wake = Math.Min(wake, Math.Min(waiter.Expires, waiter.Session.WakeAt));
            i++;
        }

        Arm(wake);
    }

    /// <summary>Whether a request asks for no less than one that was just refused.</summary>
    private static bool IsLike(Waiter waiter, Waiter? refused) =>
        refused is not null
        && waiter.IsPlain
        && waiter.Priority == refused.Priority
        && waiter.InputTokens >= refused.InputTokens
        && waiter.MaxOutputTokens >= refused.MaxOutputTokens;

    /// <summary>Whether a request that came just now is served in time, as things go; else it waits no more: it would be in the way of those who can still be answered.</summary>
    private bool MayHope(Waiter waiter)
    {
        var place = _waiting.IndexOf(waiter) + 1;
        var left = waiter.Expires - waiter.Since;
        if (place == 0 || _pace.Wait(place, waiter.Since) is var wait && wait <= left)
        {
            return true;
        }

        waiter.Session.EndHopeless(place, clock.Span(wait), clock.Span(left));
        RemoveAt(place - 1, isServed: false);
        return false;
    }

    /// <summary>A full queue gives up its last for one who goes before it: who is more urgent, or whose key has less than its share.</summary>
    private bool MakeRoom(Waiter waiter)
    {
        if (_waiting.Count == 0 || _waiting[^1] is var last && (last.Priority, last.Turn).CompareTo((waiter.Priority, waiter.Turn)) <= 0)
        {
            return false;
        }

        last = _waiting[^1];
        last.Session.EndRefused(_waiting.Count);
        RemoveAt(_waiting.Count - 1, isServed: false);
        last.End(default);
        return true;
    }

    /// <summary>Lets a request in. Within its key the order is theirs who have less time: it changes turns with those who have more.</summary>
    private void Insert(Waiter waiter)
    {
        _turns.Take(waiter);
        var at = _waiting.Count;
        while (at > 0 && waiter.IsBefore(_waiting[at - 1]))
        {
            at--;
        }

        _waiting.Insert(at, waiter);
        Interlocked.Increment(ref _count);
        for (var i = at - 1; i >= 0 && _waiting[i].Priority == waiter.Priority; i--)
        {
            var other = _waiting[i];
            if (other.Key != waiter.Key)
            {
                continue;
            }

            if (other.Expires <= waiter.Expires)
            {
                break;
            }

            (_waiting[i], _waiting[at]) = (waiter, other);
            (waiter.Turn, other.Turn) = (other.Turn, waiter.Turn);
            at = i;
        }
    }

    private void RemoveAt(int at, bool isServed)
    {
        var waiter = _waiting[at];
        _waiting.RemoveAt(at);
        Interlocked.Decrement(ref _count);
        if (isServed)
        {
            _turns.Serve(waiter);
            _pace.Serve(clock.Now);
        }
        else
        {
            _turns.GiveBack(waiter);
        }

        if (_waiting.Count == 0)
        {
            _turns.Clear();
        }
    }

    private void Arm(long wake)
    {
        if (wake == long.MaxValue)
        {
            _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }

        // A tick later than asked for is soon enough; one too early would be a wake-up for nothing.
        var wait = clock.Span(Math.Max(0, wake - clock.Now)) + TimeSpan.FromMilliseconds(1);
        wait = wait < MaxWait ? wait : MaxWait;
        if (_timer is null)
        {
            _timer = clock.CreateTimer(static queue => ((AdmissionQueue)queue!).Freed(), this, wait);
        }
        else
        {
            _timer.Change(wait, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Within what a timer takes; who waits longer is looked at in between.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromHours(1);

    private StrongBox<int> UnderWayHeld(int priority) =>
        _underWay.TryGetValue(priority, out var known) ? known : _underWay[priority] = new StrongBox<int>();

    private static long Free(ModelGroup group, long now)
    {
        var free = 0L;
        foreach (var tier in group.Tiers)
        {
            if (tier.MostAtOnce is null)
            {
                return long.MaxValue;
            }

            for (var i = 0; i < tier.States.Length; i++)
            {
                free += tier.States[i].Rest.Lasts(now) ? 0 : Math.Max(0, tier.Most(i) - (long)tier.States[i].InFlight);
            }
        }

        return free;
    }
}
