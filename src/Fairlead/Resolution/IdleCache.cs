namespace Fairlead.Resolution;

/// <summary>A bounded table that forgets what nobody has asked for in a while. Thread-safe; for ways that are rarely gone.</summary>
/// <param name="most">Most entries; beyond it those idle longest go.</param>
/// <param name="patience">How long an entry is kept that nobody asks for, in clock ticks.</param>
internal sealed class IdleCache<T>(int most, long patience)
    where T : class
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private long _sweptAt;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>The entry of a key, made where there is none.</summary>
    public T Get<TState>(string key, long now, TState state, Func<TState, T> make)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(key, out var entry) && now - entry.UsedAt <= patience)
            {
                entry.UsedAt = now;
                return entry.Value;
            }

            Sweep(now);
            entry = new Entry(make(state)) { UsedAt = now };
            _entries[key] = entry;
            return entry.Value;
        }
    }

    private void Sweep(long now)
    {
        if (now - _sweptAt > patience / 4)
        {
            _sweptAt = now;
            foreach (var (key, entry) in _entries)
            {
                if (now - entry.UsedAt > patience)
                {
                    _entries.Remove(key);
                }
            }
        }

        if (_entries.Count < most)
        {
            return;
        }

        // An eighth at a time, so that a flood of new keys does not sort the table for each.
        foreach (var (key, _) in _entries.OrderBy(static pair => pair.Value.UsedAt).Take(Math.Max(1, most / 8)).ToArray())
        {
            _entries.Remove(key);
        }
    }

    private sealed class Entry(T value)
    {
        public T Value { get; } = value;

        public long UsedAt { get; set; }
    }
}
