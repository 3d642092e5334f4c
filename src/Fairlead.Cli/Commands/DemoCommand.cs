using System.CommandLine;
using Fairlead.Cli.Demo;

namespace Fairlead.Cli.Commands;

/// <summary><c>fairlead demo</c>: the built-in configuration, to be kept and changed.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var command = new Command("demo", "Prints the built-in demo configuration.");
        command.SetAction(static parsed =>
        {
            parsed.InvocationConfiguration.Output.Write(DemoConfig.Text);
            return 0;
        });
        return command;
    }
}
