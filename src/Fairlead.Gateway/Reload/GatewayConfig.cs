using Fairlead.Configuration;
using Fairlead.Providers.Simulated;

namespace Fairlead.Gateway.Reload;

/// <summary>Reads a configuration as the gateway does: at the start, at a reload, and when the command line checks one.</summary>
internal static class GatewayConfig
{
    /// <inheritdoc cref="ConfigReader.Read(string, string, Func{string, string?})"/>
    public static ConfigReadResult Read(string text, string source, Func<string, string?> environment) =>
        ConfigReader.Read(text, source, environment, SimulatedCheck.Check, path => Beside(source, path));

    /// <summary>A file that the configuration names: it lies in the configuration's folder, unless its path is whole.</summary>
    private static (byte[]? Bytes, string Problem) Beside(string source, string path)
    {
        // Thousands of utterances.
        const int longest = 4 * 1024 * 1024;
        try
        {
            var file = new FileInfo(Path.Combine(Path.GetDirectoryName(source) ?? "", path));
            return !file.Exists ? (null, "there is no such file")
                : file.Length > longest ? (null, "the file is longer than 4 MB")
                : (File.ReadAllBytes(file.FullName), "");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Boundary: the file system's word, put into ours.
            return (null, "the file cannot be read");
        }
    }
}
