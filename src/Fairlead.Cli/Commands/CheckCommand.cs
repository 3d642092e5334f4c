using System.CommandLine;
using Fairlead.Configuration;

namespace Fairlead.Cli.Commands;

/// <summary><c>fairlead check CONFIG</c>: what start-up would say, without starting.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var config = ConfigInput.Argument();
        var command = new Command("check", "Reads and validates a configuration. Exit code 0: usable; 1: not.") { config };
        command.SetAction(parsed => Run(parsed.GetValue(config)!, parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error));
        return command;
    }

    private static int Run(string path, TextWriter output, TextWriter error)
    {
        var read = ConfigInput.Read(path);
        ConfigInput.WriteFindings(error, read.Diagnostics);
        var unpriced = read.Config is null ? [] : Prices.Missing(read.Config, path);
        ConfigInput.WriteFindings(error, unpriced);
        var errors = read.Diagnostics.Count(static finding => finding.Severity == ConfigSeverity.Error);
        var warnings = Number(read.Diagnostics.Count + unpriced.Count - errors, "warning");
        if (read.Config is not { } config)
        {
            output.WriteLine($"{path}: {Number(errors, "error")}, {warnings}");
            return 1;
        }

        var groups = config.ModelList.Select(static deployment => deployment.ModelName).Distinct(StringComparer.Ordinal).Count();
        output.WriteLine($"{path}: usable: {Number(config.ModelList.Count, "deployment")} in {Number(groups, "model group")}, {warnings}");
        return 0;
    }

    private static string Number(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
