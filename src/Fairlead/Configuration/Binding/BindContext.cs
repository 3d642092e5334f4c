using System.Text.RegularExpressions;
using Fairlead.Configuration.Document;
using Fairlead.Model;

namespace Fairlead.Configuration.Binding;

/// <summary>What every part of the binder shares: the findings, the environment, the places.</summary>
internal sealed partial class BindContext(string source, ConfigNode root, Func<string, string?> environment)
{
    private const string VariablePrefix = "os.environ/";

    private readonly List<ConfigDiagnostic> _findings = [];
    private readonly Dictionary<(string Section, string Key), (int Index, int More)> _unused = [];
    private readonly Dictionary<string, ConfigNode> _variables = new(StringComparer.Ordinal);
    private readonly HashSet<(int, int, string)> _unset = [];

    /// <summary>Reads a file that the document names; null where there are none to read.</summary>
    public ConfigFiles? Files { get; init; }

    public PlaceMap Places { get; } = new(root);

    public bool HasErrors { get; private set; }

    public void Error(string path, int line, int column, string message, string? mend = null)
    {
        HasErrors = true;
        _findings.Add(new ConfigDiagnostic(ConfigSeverity.Error, source, line, column, path, message, mend));
    }

    public void Error(string path, ConfigNode node, string message, string? mend = null) => Error(path, node.Line, node.Column, message, mend);

    public void Warn(string path, int line, int column, string message, string? mend = null) =>
        _findings.Add(new ConfigDiagnostic(ConfigSeverity.Warning, source, line, column, path, message, mend));

    /// <summary>Adds what the semantic validator found, with places.</summary>
    public void Add(IEnumerable<ConfigDiagnostic> findings)
    {
        foreach (var finding in findings)
        {
            HasErrors |= finding.Severity == ConfigSeverity.Error;
            _findings.Add(Places.Locate(finding, source));
        }
    }

    /// <summary>Variables the document itself sets (<c>environment_variables</c>); they win over the process's.</summary>
    public void SetVariable(string name, ConfigNode value) => _variables[name] = value;

    /// <summary>The value itself, or that of the variable it names; a null node when that is unset.</summary>
    public ConfigNode Resolve(ConfigNode node, string path)
    {
        // A variable of the document may name another one of the process, but no chain is followed further.
        var resolved = node;
        for (var i = 0; i < 2 && VariableOf(resolved) is { } name; i++)
        {
            resolved = i == 0 && _variables.TryGetValue(name, out var inner)
                ? ConfigNode.OfKind(NodeKind.Text, inner.Scalar, node.Line, node.Column)
                : FromProcess(name, node, path);
        }

        return resolved;
    }

    /// <summary>The variable a value names, or null.</summary>
    public static string? VariableOf(ConfigNode node) =>
        node.Kind == NodeKind.Text && node.Scalar.StartsWith(VariablePrefix, StringComparison.Ordinal) && node.Scalar.Length > VariablePrefix.Length
            ? node.Scalar[VariablePrefix.Length..].Trim()
            : null;

    /// <summary>Says once that a key has no effect, however many deployments carry it.</summary>
    public void Unused(ConfigSection section, string path, in ConfigEntry entry, string message, string? mend)
    {
        if (_unused.TryGetValue((section.Name, entry.Key), out var seen))
        {
            _unused[(section.Name, entry.Key)] = (seen.Index, seen.More + 1);
            return;
        }

        _unused.Add((section.Name, entry.Key), (_findings.Count, 0));
        Warn(path, entry.Line, entry.Column, message, mend);
    }

    /// <summary>A place in the findings, for <see cref="Forgive"/>.</summary>
    public int Mark => _findings.Count;

    /// <summary>Whether there was an error since a mark.</summary>
    public bool HasErrorsSince(int mark) => _findings.FindIndex(mark, static finding => finding.Severity == ConfigSeverity.Error) >= 0;

    /// <summary>Makes warnings of the errors between two marks.</summary>
    public void Forgive(int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            _findings[i] = _findings[i].Severity == ConfigSeverity.Error ? InvalidDeployments.Forgiven(_findings[i]) : _findings[i];
        }

        HasErrors = HasErrorsSince(0);
    }

    /// <summary>A variable by its name: the document's own, else the process's; null when it is unset.</summary>
    public string? Variable(string name) =>
        (_variables.TryGetValue(name, out var own) && VariableOf(own) is null ? own.Scalar : environment(name)) is { Length: > 0 } value ? value : null;

    /// <summary>All findings in the order of the document.</summary>
    public IReadOnlyList<ConfigDiagnostic> Findings()
    {
        var findings = _findings.ToArray();
        foreach (var (index, more) in _unused.Values)
        {
            if (more > 0)
            {
                findings[index] = findings[index] with { Message = $"{findings[index].Message} (nor in {more} other place{(more == 1 ? "" : "s")})" };
            }
        }

        // Stable, so that findings of one place stay in the order they were made.
        return [.. findings.OrderBy(finding => (finding.Line, finding.Column))];
    }

    /// <summary>A key fit to be shown. What is no plain word may be a value in a key's place, even a secret: it is cut at the first odd character.</summary>
    public static string Shown(string key)
    {
        var word = Word().Match(key).Value;
        return word.Length == key.Length ? key : $"{word}…";
    }

    private ConfigNode FromProcess(string name, ConfigNode node, string path)
    {
        if (environment(name) is { Length: > 0 } value)
        {
            return ConfigNode.OfKind(NodeKind.Text, value, node.Line, node.Column);
        }

        if (_unset.Add((node.Line, node.Column, path)))
        {
            Warn(path, node.Line, node.Column, $"environment variable {Shown(name)} is not set, so the value counts as unset");
        }

        return ConfigNode.OfKind(NodeKind.Null, "", node.Line, node.Column);
    }

    [GeneratedRegex("^[A-Za-z0-9_.-]{0,60}")]
    private static partial Regex Word();
}
