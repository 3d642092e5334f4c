using Fairlead.Cli;

namespace Fairlead.Gateway.Tests.Cli;

/// <summary>Runs command lines in the test's process.</summary>
internal static class CommandLine
{
    /// <summary>Runs one and gives what it printed.</summary>
    public static async Task<(int Exit, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await FairleadCommand.RunAsync(args, output, error);
        return (exit, output.ToString(), error.ToString());
    }
}
