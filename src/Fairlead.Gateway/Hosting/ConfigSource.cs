using Fairlead.Gateway.Reload;

namespace Fairlead.Gateway.Hosting;

/// <summary>Where the configuration in force came from, and whether what stands there now can be used.</summary>
/// <param name="name">Its file or name.</param>
/// <param name="router">The router it is in force in.</param>
/// <param name="reloader">Follows the file; null where there is none.</param>
internal sealed class ConfigSource(string name, Router router, ConfigReloader? reloader)
{
    public string Name => name;

    /// <summary>Number of the generation in force, from 1.</summary>
    public int Generation => router.Model.Generation;

    /// <summary>Why what the file holds now is not in force: its first finding, and how many more there are; null when it is in force.</summary>
    public string? Error => reloader?.Status.Errors switch
    {
        null or { Count: 0 } => null,
        { Count: 1 } errors => errors[0].ToString(),
        var errors => $"{errors[0]} (and {errors.Count - 1} more)",
    };
}
