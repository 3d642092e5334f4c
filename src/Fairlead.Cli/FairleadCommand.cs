using System.CommandLine;
using Fairlead.Cli.Commands;

namespace Fairlead.Cli;

/// <summary>The command line: verbs, and <c>serve</c> where none is given.</summary>
internal static class FairleadCommand
{
    /// <summary>Runs a command line.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="output">Where answers go.</param>
    /// <param name="error">Where findings and faults go.</param>
    /// <param name="cancellationToken">Asks a server to stop gracefully.</param>
    /// <returns>Exit code: 0 for success, 1 otherwise.</returns>
    public static Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken = default)
    {
        var root = new RootCommand("Fairlead routes LLM requests to the deployment that should answer them. Without a verb it serves.");
        ServeCommand.AddTo(root);
        root.Subcommands.Add(ServeCommand.Create());
        root.Subcommands.Add(CheckCommand.Create());
        root.Subcommands.Add(ExplainCommand.Create());
        root.Subcommands.Add(ModelsCommand.Create());
        root.Subcommands.Add(SimulateCommand.Create());
        root.Subcommands.Add(SimulateProviderCommand.Create());
        root.Subcommands.Add(DemoCommand.Create());
        root.Subcommands.Add(VersionCommand.Create());

        // The server has its own way with SIGTERM: it drains, which takes longer than the two seconds the parser would give it.
        var configuration = new InvocationConfiguration { Output = output, Error = error, ProcessTerminationTimeout = null };
        return root.Parse(args).InvokeAsync(configuration, cancellationToken);
    }
}
