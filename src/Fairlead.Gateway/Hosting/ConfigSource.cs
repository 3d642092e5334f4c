namespace Fairlead.Gateway.Hosting;

/// <summary>Where the configuration in force came from, and whether what stands there now can be used.</summary>
internal sealed class ConfigSource(string name)
{
    public string Name { get; } = name;

    /// <summary>Why the last change was not taken; null when it was.</summary>
    public string? LastError { get; set; }
}
