using Fairlead.Configuration;
using Fairlead.Providers.Simulated;

namespace Fairlead.Gateway.Reload;

/// <summary>Reads a configuration as the gateway does: at the start, at a reload, and when the command line checks one.</summary>
internal static class GatewayConfig
{
    /// <inheritdoc cref="ConfigReader.Read(string, string, Func{string, string?})"/>
    public static ConfigReadResult Read(string text, string source, Func<string, string?> environment) =>
        ConfigReader.Read(text, source, environment, SimulatedCheck.Check);
}
