namespace Fairlead.Limits;

/// <summary>In which order those who wait are served, so that each key has its share: round by round, one of every key.</summary>
/// <remarks>
/// Start-time fair queueing (Goyal, Vin and Cheng 1996) with requests of one size: a key's next request gets the turn after its last, or the one that is served now, whichever is later. A key
/// that asks for much waits behind itself, and one that asks seldom is served in the round that runs. Kept under the queue's lock.
/// </remarks>
internal sealed class FairTurns
{
    /// <summary>Keys remembered beyond those who wait. More are looked through and those of rounds that are over are forgotten.</summary>
    private const int Spare = 256;

    private readonly Dictionary<(int Priority, string Key), long> _last = [];
    private readonly Dictionary<int, long> _round = [];
    private int _most = Spare;

    /// <summary>The turn a key's next request would get.</summary>
    public long Next(int priority, string key)
    {
        var round = _round.GetValueOrDefault(priority);
        return _last.TryGetValue((priority, key), out var last) ? Math.Max(round, last + 1) : round;
    }

    /// <summary>A request has that turn.</summary>
    public void Take(Waiter waiter)
    {
        _last[(waiter.Priority, waiter.Key)] = waiter.Turn;
        if (_last.Count > _most)
        {
            Forget();
        }
    }

    /// <summary>A request was served: its round runs.</summary>
    public void Serve(Waiter waiter) => _round[waiter.Priority] = Math.Max(_round.GetValueOrDefault(waiter.Priority), waiter.Turn);

    /// <summary>A request waits no more without having been served. The last of its key gives its turn back.</summary>
    public void GiveBack(Waiter waiter)
    {
        if (_last.GetValueOrDefault((waiter.Priority, waiter.Key)) == waiter.Turn)
        {
            _last[(waiter.Priority, waiter.Key)] = waiter.Turn - 1;
        }
    }

    /// <summary>Nobody waits.</summary>
    public void Clear()
    {
        _last.Clear();
        _round.Clear();
        _most = Spare;
    }

    private void Forget()
    {
        foreach (var (of, last) in _last)
        {
            if (last < _round.GetValueOrDefault(of.Priority))
            {
                _last.Remove(of);
            }
        }

        _most = Spare + (2 * _last.Count);
    }
}
