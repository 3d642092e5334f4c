namespace Fairlead.Configuration.Document;

/// <summary>Gathers the entries of one map: the later of two equal keys replaces the earlier, as LiteLLM's reader has it, and is reported.</summary>
internal sealed class MapBuilder(List<RepeatedKey> repeated)
{
    private readonly List<ConfigEntry> _entries = [];
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);

    public void Add(ConfigEntry entry)
    {
        if (_index.TryGetValue(entry.Key, out var at))
        {
            repeated.Add(new RepeatedKey(entry.Key, entry.Line, entry.Column, _entries[at].Line));
            _entries[at] = entry;
            return;
        }

        _index.Add(entry.Key, _entries.Count);
        _entries.Add(entry);
    }

    /// <summary>Takes over the entries of a merged map (<c>&lt;&lt;</c>) that are not written here; the first of several merged maps wins.</summary>
    public void Merge(ConfigNode map)
    {
        foreach (var entry in map.Entries)
        {
            if (_index.TryAdd(entry.Key, _entries.Count))
            {
                _entries.Add(entry);
            }
        }
    }

    public ConfigNode Build(int line, int column) => ConfigNode.Map([.. _entries], line, column);
}
