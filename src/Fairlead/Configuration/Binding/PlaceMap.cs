using Fairlead.Configuration.Document;

namespace Fairlead.Configuration.Binding;

/// <summary>
/// Where each key path stands in the document. The validator speaks of the typed configuration, whose paths differ from the
/// document's where settings were folded together; <see cref="Fold"/> keeps the way back.
/// </summary>
internal sealed class PlaceMap(ConfigNode root)
{
    private readonly Dictionary<string, string> _folds = new(StringComparer.Ordinal);
    private Dictionary<string, (int Line, int Column)>? _places;

    /// <summary>Remembers that a path of the typed configuration was written elsewhere.</summary>
    public void Fold(string typed, string written)
    {
        if (typed != written)
        {
            _folds[typed] = written;
        }
    }

    /// <summary>Gives a finding its place, or that of the nearest parent.</summary>
    public ConfigDiagnostic Locate(ConfigDiagnostic finding, string source)
    {
        var path = Written(finding.Path);
        var places = _places ??= Walk();
        for (var parent = path; ; parent = Parent(parent))
        {
            if (places.TryGetValue(parent, out var place))
            {
                return finding with { Source = source, Line = place.Line, Column = place.Column, Path = path };
            }

            if (parent.Length == 0)
            {
                return finding with { Source = source, Path = path };
            }
        }
    }

    /// <summary>The path of the key that stands at a place; null where none does, or its name is not fit to be shown.</summary>
    public string? KeyAt(int line, int column) => KeyAt(root, "", line, column);

    private static string? KeyAt(ConfigNode node, string path, int line, int column)
    {
        foreach (var entry in node.Entries)
        {
            var below = ConfigPath.Key(path, BindContext.Shown(entry.Key));
            var found = entry.Line == line && entry.Column == column ? below : KeyAt(entry.Value, below, line, column);
            if (found is not null)
            {
                return found;
            }
        }

        for (var i = 0; i < node.Items.Length; i++)
        {
            if (KeyAt(node.Items[i], ConfigPath.Item(path, i), line, column) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>The path as written: the longest folded part decides.</summary>
    private string Written(string path)
    {
        for (var part = path; part.Length > 0; part = Parent(part))
        {
            if (_folds.TryGetValue(part, out var written))
            {
                return string.Concat(written, path.AsSpan(part.Length));
            }
        }

        return path;
    }

    private static string Parent(string path)
    {
        var end = path.AsSpan().LastIndexOfAny('.', '[');
        return end < 0 ? "" : path[..end];
    }

    private Dictionary<string, (int Line, int Column)> Walk()
    {
        var places = new Dictionary<string, (int Line, int Column)>(StringComparer.Ordinal) { [""] = (root.Line, root.Column) };
        Walk(root, "", places);
        return places;
    }

    private static void Walk(ConfigNode node, string path, Dictionary<string, (int Line, int Column)> places)
    {
        foreach (var entry in node.Entries)
        {
            // A scalar is wrong itself; of a list or map the key is what a person looks for.
            var below = ConfigPath.Key(path, entry.Key);
            places[below] = entry.Value.IsScalar && entry.Value.Kind != NodeKind.Null ? (entry.Value.Line, entry.Value.Column) : (entry.Line, entry.Column);
            Walk(entry.Value, below, places);
        }

        for (var i = 0; i < node.Items.Length; i++)
        {
            var below = ConfigPath.Item(path, i);
            places[below] = (node.Items[i].Line, node.Items[i].Column);
            Walk(node.Items[i], below, places);
        }
    }
}
