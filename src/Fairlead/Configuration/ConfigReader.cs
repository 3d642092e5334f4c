using Fairlead.Configuration.Binding;
using Fairlead.Configuration.Document;
using Microsoft.Extensions.Configuration;

namespace Fairlead.Configuration;

/// <summary>Reads LiteLLM's <c>config.yaml</c>, or the same shape in JSON or in an <see cref="IConfiguration"/>.</summary>
public static class ConfigReader
{
    /// <summary>Reads and validates a document.</summary>
    /// <param name="text">The document, YAML or JSON.</param>
    /// <param name="source">Its name in findings, e.g. the file's.</param>
    /// <param name="environment">Looks up <c>os.environ/NAME</c>; null where unset.</param>
    /// <returns>The configuration, or none and the errors. Never throws for what the text holds.</returns>
    public static ConfigReadResult Read(string text, string source, Func<string, string?> environment) => Read(text, source, environment, more: null);

    /// <summary>The same, with what a layer above knows to be wrong: settings of its own that stand in the document.</summary>
    internal static ConfigReadResult Read(string text, string source, Func<string, string?> environment, ConfigCheck? more, ConfigFiles? files = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(environment);
        var document = Parse(text.TrimStart('\uFEFF'));
        return document.Fault is { } fault
            ? new ConfigReadResult(null, [new ConfigDiagnostic(ConfigSeverity.Error, source, fault.Line, fault.Column, "", fault.Message, fault.Mend)])
            : ConfigBinder.Bind(document, source, environment, more, files);
    }

    /// <summary>Reads and validates a configuration section, e.g. one of <c>appsettings.json</c>, of the same shape.</summary>
    /// <param name="configuration">The section that holds <c>model_list</c>.</param>
    /// <param name="environment">Looks up <c>os.environ/NAME</c>; null where unset.</param>
    /// <param name="source">Its name in findings, which have no lines.</param>
    /// <returns>The configuration, or none and the errors.</returns>
    /// <remarks>An <see cref="IConfiguration"/> keeps texts only, so a value is what it looks like: <c>"5"</c> is a number.</remarks>
    public static ConfigReadResult Read(IConfiguration configuration, Func<string, string?> environment, string source = "configuration")
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(environment);
        return ConfigBinder.Bind(new DocumentResult(SectionReader.Read(configuration), null, []), source, environment);
    }

    private static DocumentResult Parse(string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith("{", StringComparison.Ordinal))
        {
            return YamlReader.Read(text);
        }

        // JSON is nearly YAML, but tabs and some escapes are not. And a YAML document may begin with a brace.
        var json = JsonReader.Read(text);
        return json.Fault is null || LooksLikeJson(text) ? json : YamlReader.Read(text);
    }

    /// <summary>A brace and a quoted key: what a person means as JSON.</summary>
    private static bool LooksLikeJson(string text) => text.AsSpan().TrimStart()[1..].TrimStart() is ['"' or '}', ..];
}

/// <summary>Looks for faults in a configuration that was read; findings carry key paths, the reader adds the places.</summary>
internal delegate void ConfigCheck(RouterConfig config, ICollection<ConfigDiagnostic> findings);

/// <summary>Reads a file that a configuration names. The kernel reads none itself.</summary>
/// <param name="path">The path as written.</param>
/// <returns>What it holds, or why it cannot be read.</returns>
internal delegate (byte[]? Bytes, string Problem) ConfigFiles(string path);

/// <summary>What <see cref="ConfigReader"/> found.</summary>
/// <param name="Config">The configuration; null when there was an error.</param>
/// <param name="Diagnostics">Every finding, in the order of the document.</param>
public sealed record ConfigReadResult(RouterConfig? Config, IReadOnlyList<ConfigDiagnostic> Diagnostics)
{
    /// <summary>The configuration.</summary>
    /// <exception cref="RouterConfigException">There was an error.</exception>
    public RouterConfig ConfigOrThrow() => Config ?? throw new RouterConfigException(Diagnostics);
}
