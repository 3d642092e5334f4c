using Fairlead.Configuration;

namespace Fairlead.Gateway.Tests.Cli;

public sealed class DemoCommandTests
{
    [Fact]
    public async Task Demo_Configuration_IsCleanAndHasThreeTiers()
    {
        var (exit, text, error) = await CommandLine.RunAsync("demo");

        Assert.Equal((0, ""), (exit, error));
        var read = ConfigReader.Read(text, "demo.yaml", _ => null);
        Assert.Empty(read.Diagnostics);
        var groups = read.Config!.ModelList.GroupBy(deployment => deployment.ModelName).ToDictionary(group => group.Key, group => group.Count());
        Assert.Equal(["tier1", "tier2", "tier3"], groups.Keys);
        Assert.All(groups.Values, count => Assert.InRange(count, 2, 3));
        Assert.All(read.Config.ModelList, deployment => Assert.StartsWith("simulated/", deployment.Params.Model, StringComparison.Ordinal));
        Assert.Equal(["tier2", "tier3"], read.Config.Router.Fallbacks["tier1"]);
        Assert.Equal(["tier3"], read.Config.Router.Fallbacks["tier2"]);
    }

    [Fact]
    public async Task Version_Command_PrintsTheVersion()
    {
        var (exit, output, _) = await CommandLine.RunAsync("version");

        Assert.Equal(0, exit);
        Assert.Matches(@"^fairlead \d+\.\d+\.\d+ \(\.NET 10", output);
    }
}
