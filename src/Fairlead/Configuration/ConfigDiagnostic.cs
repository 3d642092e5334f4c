namespace Fairlead.Configuration;

/// <summary>How grave a finding is.</summary>
public enum ConfigSeverity
{
    /// <summary>The document is used, but a person should know.</summary>
    Warning,

    /// <summary>The document is not used.</summary>
    Error,
}

/// <summary>One finding about a configuration: where, what, and the mend.</summary>
/// <param name="Severity">How grave it is.</param>
/// <param name="Source">File, or another name of the document.</param>
/// <param name="Line">Line from 1; 0 where there is none (a configuration built in code).</param>
/// <param name="Column">Column from 1; 0 where there is none.</param>
/// <param name="Path">Key path, e.g. <c>model_list[2].litellm_params.rpm</c>.</param>
/// <param name="Message">What is wrong and what was expected. Never holds a secret's value.</param>
/// <param name="Mend">What to write instead, e.g. <c>did you mean 'routing_strategy'?</c>; null where there is no guess.</param>
public sealed record ConfigDiagnostic(ConfigSeverity Severity, string Source, int Line, int Column, string Path, string Message, string? Mend = null)
{
    /// <summary>One line, as compilers write it: <c>config.yaml(12,5): error: model_list[2].litellm_params.rpm: expected …; mend</c>.</summary>
    public override string ToString()
    {
        var place = Line > 0 ? $"{Source}({Line},{Column})" : Source;
        var severity = Severity == ConfigSeverity.Error ? "error" : "warning";
        var path = Path.Length > 0 ? $"{Path}: " : "";
        return Mend is null ? $"{place}: {severity}: {path}{Message}" : $"{place}: {severity}: {path}{Message}; {Mend}";
    }
}

/// <summary>A configuration that cannot be used; holds every finding, not the first only.</summary>
public sealed class RouterConfigException : Exception
{
    /// <summary>Wraps the findings.</summary>
    /// <param name="diagnostics">All findings, errors and warnings.</param>
    public RouterConfigException(IReadOnlyList<ConfigDiagnostic> diagnostics)
        : base(string.Join(Environment.NewLine, diagnostics))
    {
        Diagnostics = diagnostics;
    }

    /// <summary>All findings, in the order of the document.</summary>
    public IReadOnlyList<ConfigDiagnostic> Diagnostics { get; }
}
