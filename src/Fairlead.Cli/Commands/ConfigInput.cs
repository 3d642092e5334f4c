using System.CommandLine;
using Fairlead.Configuration;
using Fairlead.Gateway.Reload;

namespace Fairlead.Cli.Commands;

/// <summary>A configuration file named on the command line.</summary>
internal static class ConfigInput
{
    public static Argument<string> Argument() => new("CONFIG") { Description = "The configuration: LiteLLM's config.yaml, or the same in JSON." };

    /// <summary>Reads a file; one that cannot be read is a finding like any other.</summary>
    public static ConfigReadResult Read(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return new ConfigReadResult(null, [new ConfigDiagnostic(ConfigSeverity.Error, path, 0, 0, "", Why(e))]);
        }

        return new CatalogueFile(Path.GetDirectoryName(path) ?? "").Apply(GatewayConfig.Read(text, path, Environment.GetEnvironmentVariable));
    }

    /// <summary>Writes the findings, one a line, as compilers do.</summary>
    public static void WriteFindings(TextWriter error, IEnumerable<ConfigDiagnostic> findings)
    {
        foreach (var finding in findings)
        {
            error.WriteLine(finding);
        }
    }

    private static string Why(Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => "there is no such file",
        UnauthorizedAccessException => "it is a folder, or reading it is not allowed",
        _ => "it cannot be read",
    };
}
