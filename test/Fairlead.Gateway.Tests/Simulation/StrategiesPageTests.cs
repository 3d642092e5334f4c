using Fairlead.Cli.Simulation.Policies;
using Fairlead.Cli.Simulation.Results;
using Fairlead.Cli.Simulation.Scenarios;
using Fairlead.Gateway.Tests.Cli;
using Fairlead.Selection;

namespace Fairlead.Gateway.Tests.Simulation;

/// <summary>The page of strategies has the table that the command prints.</summary>
public sealed class StrategiesPageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository(), "docs", "reference", "strategies.md"));

    [Fact]
    public void Page_HasTheTableOfTheCommand_WithEveryScenario()
    {
        Assert.Contains("fairlead simulate --all --seeds 5 --markdown", Page, StringComparison.Ordinal);
        Assert.Contains(MarkdownTable.Head + "\n", Page, StringComparison.Ordinal);
        Assert.All(ScenarioCatalogue.All, scenario => Assert.Contains($"| {scenario.Name} | `adaptive` |", Page, StringComparison.Ordinal));
        Assert.All(PolicyCatalogue.Baselines, policy => Assert.Contains($"|  | `{policy}` |", Page, StringComparison.Ordinal));
    }

    [Fact]
    public void Page_TellsOfEveryStrategy() => Assert.All(StrategyNames.All, name => Assert.Contains($"`{name}`", Page, StringComparison.Ordinal));

    [Fact]
    public async Task Simulate_MarkdownOfSeveralSeeds_IsThePagesTableAndRepeatsExactly()
    {
        string[] args = ["simulate", "--scenario", "agent-loops,slow-drip", "--seeds", "2", "--markdown", "--requests", "200", "--strategy", "adaptive,base:random"];

        var first = await CommandLine.RunAsync(args);
        var second = await CommandLine.RunAsync(args);

        Assert.Equal(first, second);
        Assert.StartsWith(MarkdownTable.Head + "\n| agent-loops | `adaptive` |", first.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Fairlead.slnx")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }
}
