using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Fairlead.Cli.Commands;

/// <summary><c>fairlead version</c>.</summary>
internal static class VersionCommand
{
    /// <summary>The product's version, without the build's hash.</summary>
    public static string Version
    {
        get
        {
            var version = typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";
            var plus = version.IndexOf('+', StringComparison.Ordinal);
            return plus < 0 ? version : version[..plus];
        }
    }

    public static Command Create()
    {
        var command = new Command("version", "Prints the version.");
        command.SetAction(static parsed =>
        {
            parsed.InvocationConfiguration.Output.WriteLine($"fairlead {Version} ({RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier})");
            return 0;
        });
        return command;
    }
}
