using System.Globalization;
using Fairlead.Configuration.Document;

namespace Fairlead.Configuration.Binding;

/// <summary>Reads the keys of one map, value by value: a wrong value is reported and counts as unset.</summary>
internal sealed partial class MapReader
{
    private readonly BindContext _context;
    private readonly ConfigNode _node;
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    public MapReader(BindContext context, ConfigSection section, ConfigNode node, string path)
    {
        _context = context;
        Section = section;
        _node = node;
        Path = path;
    }

    public ConfigSection Section { get; }

    public string Path { get; }

    public int Line => _node.Line;

    public int Column => _node.Column;

    /// <summary>Text. Numbers and truth values are taken as written: people leave the quotes out.</summary>
    public string? Text(params ReadOnlySpan<string> keys)
    {
        if (!Take(keys, out var key, out var value))
        {
            return null;
        }

        if (!value.IsScalar)
        {
            return Wrong<string>(key, value, "text");
        }

        return value.Kind == NodeKind.Null ? null : value.Scalar;
    }

    /// <summary>Text that must be there.</summary>
    /// <param name="key">The key.</param>
    /// <param name="example">What it may look like.</param>
    public string? Required(string key, string example)
    {
        var text = Text(key);
        if (!string.IsNullOrWhiteSpace(text))
        {
            return text;
        }

        var at = Find(key);
        if (at is { } entry && !entry.Value.IsScalar)
        {
            // Reported already as being of the wrong kind.
            return null;
        }

        var slip = at is null ? NearMiss(key) : null;
        var (line, column) = at is { } empty ? (empty.Line, empty.Column) : (_node.Line, _node.Column);
        _context.Error(
            at is null ? Path : ConfigPath.Key(Path, key),
            line,
            column,
            at is null ? $"'{key}' is missing, e.g. {example}" : $"expected text, e.g. {example}, found nothing",
            slip);
        return null;
    }

    public Secret? Secret(string key) => Text(key) is { Length: > 0 } text ? new Secret(text) : null;

    public double? Number(params ReadOnlySpan<string> keys)
    {
        if (!Take(keys, out var key, out var value) || value.Kind == NodeKind.Null)
        {
            return null;
        }

        if (value.Kind is NodeKind.Number or NodeKind.Text && CoreSchema.TryNumber(value.Scalar.Trim(), out var number))
        {
            return number;
        }

        _context.Error(ConfigPath.Key(Path, key), value, $"expected a number, found {value.KindName}");
        return null;
    }

    public int? Whole(params ReadOnlySpan<string> keys)
    {
        if (Number(keys) is not { } number)
        {
            return null;
        }

        if (number == Math.Truncate(number) && Math.Abs(number) <= int.MaxValue)
        {
            return (int)number;
        }

        var entry = Find(keys)!.Value;
        _context.Error(ConfigPath.Key(Path, entry.Key), entry.Value, "expected a whole number that fits 32 bits");
        return null;
    }

    /// <summary>Seconds as a number, or a number with <c>ms</c>, <c>s</c>, <c>m</c>, <c>h</c> or <c>d</c>.</summary>
    public TimeSpan? Duration(params ReadOnlySpan<string> keys)
    {
        if (!Take(keys, out var key, out var value) || value.Kind == NodeKind.Null)
        {
            return null;
        }

        if (value.Kind is NodeKind.Number or NodeKind.Text && Durations.TryParse(value.Scalar, out var duration))
        {
            return duration;
        }

        _context.Error(ConfigPath.Key(Path, key), value, $"expected seconds from 0 to {Durations.MaxSeconds:0} as a number, or with a unit, e.g. 30, 2.5, 500ms, 10m; found {value.KindName}");
        return null;
    }

    public bool? Truth(string key)
    {
        if (!Take([key], out _, out var value) || value.Kind == NodeKind.Null)
        {
            return null;
        }

        if (value.Kind is NodeKind.Boolean or NodeKind.Text && CoreSchema.TryBoolean(value.Scalar, out var truth))
        {
            return truth;
        }

        _context.Error(ConfigPath.Key(Path, key), value, $"expected true or false, found {value.KindName}");
        return null;
    }

    /// <summary>A list of texts; a single text counts as a list of one.</summary>
    public IReadOnlyList<string>? Texts(string key) =>
        Take([key], out _, out var value) && value.Kind != NodeKind.Null ? Lists.Texts(_context, value, ConfigPath.Key(Path, key)) : null;

    /// <summary>Keys with texts, e.g. headers.</summary>
    public Dictionary<string, string> TextMap(string key, StringComparer comparer)
    {
        var map = new Dictionary<string, string>(comparer);
        foreach (var (name, value, path) in Entries(key, "names with texts"))
        {
            var resolved = _context.Resolve(value, path);
            if (!resolved.IsScalar)
            {
                _context.Error(path, value, $"expected text, found {value.KindName}");
            }
            else if (resolved.Kind != NodeKind.Null)
            {
                map[name] = resolved.Scalar;
            }
        }

        return map;
    }

    /// <summary>The entries of a map below.</summary>
    /// <param name="key">The key.</param>
    /// <param name="holding">What it holds, for the message when it is no map.</param>
    public IEnumerable<(string Key, ConfigNode Value, string Path)> Entries(string key, string holding)
    {
        var path = ConfigPath.Key(Path, key);
        if (!Take([key], out _, out var value) || value.Kind == NodeKind.Null)
        {
            return [];
        }

        if (value.Kind != NodeKind.Map)
        {
            _context.Error(path, value, $"expected a mapping of {holding}, found {value.KindName}");
            return [];
        }

        return Array.ConvertAll(value.Entries, entry => (entry.Key, entry.Value, ConfigPath.Key(path, entry.Key)));
    }

    /// <summary>A value as it stands in the document.</summary>
    public ConfigNode? Node(string key) => Take([key], out _, out var value) ? value : null;

    /// <summary>A map below; an empty one when it is unset or wrong.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="section">What it may hold.</param>
    /// <param name="complete">Puts more into it, by what it holds and where it stands; null for nothing.</param>
    public MapReader Map(string key, ConfigSection section, Func<ConfigNode, string, ConfigNode>? complete = null)
    {
        var path = ConfigPath.Key(Path, key);
        if (!Take([key], out _, out var value) || value.Kind == NodeKind.Null)
        {
            return new MapReader(_context, section, ConfigNode.Map([], 0, 0), path);
        }

        if (value.Kind != NodeKind.Map)
        {
            _context.Error(path, value, $"expected a mapping of settings, found {value.KindName}");
            value = ConfigNode.Map([], value.Line, value.Column);
        }

        return new MapReader(_context, section, complete is null ? value : complete(value, path), path);
    }

    /// <summary>Where one of the keys stands, looked at without taking it.</summary>
    public ConfigEntry? Find(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            foreach (var entry in _node.Entries)
            {
                if (entry.Key == key)
                {
                    return entry;
                }
            }
        }

        return null;
    }

    /// <summary>Takes the first of several spellings of a key; the others, if there, count as taken too.</summary>
    private bool Take(ReadOnlySpan<string> keys, out string key, out ConfigNode value)
    {
        key = "";
        value = _node;
        var found = false;
        foreach (var spelling in keys)
        {
            if (Array.IndexOf(Section.Used, spelling) < 0)
            {
                throw new InvalidOperationException($"'{spelling}' is not in the table of {Section.Name}.");
            }

            if (Find(spelling) is not { } entry)
            {
                continue;
            }

            _taken.Add(spelling);
            if (!found)
            {
                (key, value, found) = (spelling, _context.Resolve(entry.Value, ConfigPath.Key(Path, spelling)), true);
            }
            else
            {
                _context.Warn(ConfigPath.Key(Path, spelling), entry.Line, entry.Column, $"not used: '{key}' is set and means the same");
            }
        }

        return found;
    }

    private T? Wrong<T>(string key, ConfigNode value, string expected)
        where T : class
    {
        _context.Error(ConfigPath.Key(Path, key), value, string.Create(CultureInfo.InvariantCulture, $"expected {expected}, found {value.KindName}"));
        return null;
    }
}
