namespace Fairlead.Gateway.Stored;

/// <summary>
/// Answers that clients of the Responses API may refer to, where the provider keeps none: in this node's memory, for a while, each for the caller it was given to.
/// Thread-safe.
/// </summary>
/// <remarks>
/// Not the framework's <c>MemoryCache</c>: full, that one turns the newest away, and here the longest unused must go; and an answer must take its items along at once.
/// </remarks>
internal sealed class ResponseStore : IDisposable
{
    /// <summary>A conversation that waits for its human over night goes on the next day.</summary>
    public static readonly TimeSpan DefaultLife = TimeSpan.FromHours(24);

    /// <summary>Some thousand conversations of a few pages.</summary>
    public const long DefaultMaxBytes = 64L * 1024 * 1024;

    /// <summary>How often what is over is let go of where nobody asks.</summary>
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(1);

    private readonly Func<(long MaxBytes, TimeSpan Life)> _limits;
    private readonly TimeProvider _time;
    private readonly ITimer _sweep;
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Caller, string Id), LinkedListNode<StoredAnswer>> _answers = [];
    private readonly Dictionary<(string Caller, string Id), (StoredAnswer Owner, int Index)> _items = [];
    private readonly LinkedList<StoredAnswer> _byUse = [];
    private long _bytes;

    /// <summary>A store that is empty.</summary>
    /// <param name="limits">How much and how long, asked anew each time.</param>
    /// <param name="time">The clock.</param>
    public ResponseStore(Func<(long MaxBytes, TimeSpan Life)> limits, TimeProvider time)
    {
        (_limits, _time) = (limits, time);
        _sweep = time.CreateTimer(static store => ((ResponseStore)store!).Sweep(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Bytes kept.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Whether anything is kept.</summary>
    public bool IsEmpty => Bytes == 0;

    /// <summary>Whether a request of so many bytes has a chance to be kept.</summary>
    public bool HasRoomFor(long bytes) => bytes < _limits().MaxBytes;

    /// <summary>Keeps an answer; one by the same id goes.</summary>
    public void Keep(StoredAnswer answer)
    {
        lock (_gate)
        {
            Remove((answer.Caller, answer.Id));
            var limits = _limits();
            if (answer.Size > limits.MaxBytes)
            {
                return;
            }

            answer.LastUse = _time.GetTimestamp();
            _answers[(answer.Caller, answer.Id)] = _byUse.AddLast(answer);
            for (var i = 0; i < answer.Items.Count; i++)
            {
                _items[(answer.Caller, answer.Items[i].Id)] = (answer, i);
            }

            if (_bytes == 0)
            {
                _sweep.Change(SweepEvery, SweepEvery);
            }

            Volatile.Write(ref _bytes, _bytes + answer.Size);
            Trim(limits.MaxBytes, limits.Life);
        }
    }

    /// <summary>An answer; null where it is not kept, or one it continues is not kept any more. It and those are as good as new.</summary>
    public StoredAnswer? Find(string caller, string id)
    {
        lock (_gate)
        {
            return _answers.TryGetValue((caller, id), out var node) && IsWhole(node.Value) ? Use(node.Value) : null;
        }
    }

    /// <summary>Whether an answer that was found, and all before it, are still kept: what was read of them since is whole.</summary>
    public bool Holds(StoredAnswer answer)
    {
        lock (_gate)
        {
            return IsWhole(answer);
        }
    }

    /// <summary>An item of an answer's output.</summary>
    /// <returns>Null where it is not kept.</returns>
    public ReadOnlyMemory<byte>? FindItem(string caller, string id)
    {
        lock (_gate)
        {
            return _items.TryGetValue((caller, id), out var found) && !IsOver(found.Owner, _limits().Life) ? Use(found.Owner).Items[found.Index].Json : default(ReadOnlyMemory<byte>?);
        }
    }

    /// <summary>Deletes an answer.</summary>
    /// <returns>False where it was not there.</returns>
    public bool Delete(string caller, string id)
    {
        lock (_gate)
        {
            return Remove((caller, id));
        }
    }

    public void Dispose() => _sweep.Dispose();

    private void Sweep()
    {
        lock (_gate)
        {
            var limits = _limits();
            Trim(limits.MaxBytes, limits.Life);
            if (_bytes == 0)
            {
                _sweep.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Trim(long maxBytes, TimeSpan life)
    {
        while (_byUse.First is { } oldest && (_bytes > maxBytes || IsOver(oldest.Value, life)))
        {
            Remove((oldest.Value.Caller, oldest.Value.Id));
        }
    }

    private bool Remove((string Caller, string Id) key)
    {
        if (!_answers.Remove(key, out var node))
        {
            return false;
        }

        var answer = node.Value;
        _byUse.Remove(node);
        foreach (var item in answer.Items)
        {
            if (_items.TryGetValue((answer.Caller, item.Id), out var found) && ReferenceEquals(found.Owner, answer))
            {
                _items.Remove((answer.Caller, item.Id));
            }
        }

        Volatile.Write(ref _bytes, _bytes - answer.Size);
        answer.Forget();
        return true;
    }

    private bool IsWhole(StoredAnswer answer)
    {
        var life = _limits().Life;
        for (var at = answer; at is not null; at = at.Previous)
        {
            if (at.IsGone || IsOver(at, life))
            {
                return false;
            }
        }

        return true;
    }

    // The whole conversation: its beginning is never older than its end.
    private StoredAnswer Use(StoredAnswer answer)
    {
        var now = _time.GetTimestamp();
        for (var at = answer; at is not null; at = at.Previous)
        {
            if (_answers.TryGetValue((at.Caller, at.Id), out var node) && ReferenceEquals(node.Value, at))
            {
                at.LastUse = now;
                _byUse.Remove(node);
                _byUse.AddLast(node);
            }
        }

        return answer;
    }

    private bool IsOver(StoredAnswer answer, TimeSpan life) => _time.GetElapsedTime(answer.LastUse) > life;
}
