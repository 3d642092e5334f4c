namespace Fairlead.Configuration;

/// <summary>Reads LiteLLM's <c>config.yaml</c>, or the same shape in JSON.</summary>
public static class ConfigReader
{
    /// <summary>Reads and validates a document.</summary>
    /// <param name="text">The document, YAML or JSON.</param>
    /// <param name="source">Its name in findings, e.g. the file's.</param>
    /// <param name="environment">Looks up <c>os.environ/NAME</c>; null where unset.</param>
    /// <returns>The configuration, or none and the errors. Never throws for what the text holds.</returns>
    public static ConfigReadResult Read(string text, string source, Func<string, string?> environment) => throw new NotImplementedException();
}

/// <summary>What <see cref="ConfigReader"/> found.</summary>
/// <param name="Config">The configuration; null when there was an error.</param>
/// <param name="Diagnostics">Every finding, in the order of the document.</param>
public sealed record ConfigReadResult(RouterConfig? Config, IReadOnlyList<ConfigDiagnostic> Diagnostics)
{
    /// <summary>The configuration.</summary>
    /// <exception cref="RouterConfigException">There was an error.</exception>
    public RouterConfig ConfigOrThrow() => Config ?? throw new RouterConfigException(Diagnostics);
}
