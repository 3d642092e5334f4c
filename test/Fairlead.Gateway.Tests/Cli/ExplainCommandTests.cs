using Fairlead.TestKit.Golden;

namespace Fairlead.Gateway.Tests.Cli;

public sealed class ExplainCommandTests
{
    private static readonly string Path = GoldenFile.PathOf("explain.yaml");

    [Theory]
    [InlineData("shuffle", "--model", "gpt-4")]
    [InlineData("least-busy-in-flight", "--model", "tiers", "--in-flight", "30")]
    [InlineData("tags", "--model", "gpt-4", "--tag", "eu")]
    [InlineData("blocked", "--model", "gpt4", "--block", "heavy", "-n", "10")]
    public async Task Explain_Model_ShowsSharesAndReasons(string name, params string[] args)
    {
        var (exit, output, error) = await CommandLine.RunAsync(["explain", Path, .. args]);

        Assert.Equal((0, ""), (exit, error));
        GoldenFile.Matches(output, System.IO.Path.Combine("explain", name + ".txt"));
    }

    [Fact]
    public async Task Explain_UnknownModel_SaysSo()
    {
        var (exit, output, error) = await CommandLine.RunAsync("explain", Path, "--model", "gpt-5");

        Assert.Equal((1, ""), (exit, output));
        Assert.Equal("No group, alias, deployment or wildcard covers 'gpt-5'. Did you mean 'gpt-4'?\n", error);
    }

    [Fact]
    public async Task Explain_BrokenConfiguration_SaysWhy()
    {
        var (exit, _, error) = await CommandLine.RunAsync("explain", GoldenFile.PathOf("check/wrong-types.yaml"), "--model", "gpt-4");

        Assert.Equal(1, exit);
        Assert.Contains("expected a number", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_NoModel_IsAUsageError()
    {
        var (exit, _, error) = await CommandLine.RunAsync("explain", Path);

        Assert.Equal(1, exit);
        Assert.Contains("--model", error, StringComparison.Ordinal);
    }
}
