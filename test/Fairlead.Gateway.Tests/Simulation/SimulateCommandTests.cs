using Fairlead.Gateway.Tests.Cli;
using Fairlead.TestKit.Golden;

namespace Fairlead.Gateway.Tests.Simulation;

public sealed class SimulateCommandTests
{
    [Fact]
    public async Task Simulate_Outage_PrintsTheCommittedTable()
    {
        // Policies whose code is not about to be tuned: what changes this table changes the world that all are measured in.
        var (exit, output, error) = await CommandLine.RunAsync(
            "simulate", "--scenario", "outage", "--requests", "800", "--strategy", "simple-shuffle,base:random,base:round-robin,base:litellm-latency,base:peak-ewma");

        Assert.Equal((0, ""), (exit, error));
        GoldenFile.Matches(output, "outage.txt");
    }

    [Fact]
    public async Task Simulate_SameSeed_SameTable()
    {
        string[] args = ["simulate", "--scenario", "brown-out,replicas-20", "--requests", "300", "--seed", "7"];

        var first = await CommandLine.RunAsync(args);
        var second = await CommandLine.RunAsync(args);
        args[^1] = "8";
        var other = await CommandLine.RunAsync(args);

        Assert.Equal(first, second);
        Assert.NotEqual(first.Output, other.Output);
    }

    [Fact]
    public async Task Simulate_Config_SimulatesItsDeployments()
    {
        var (exit, output, error) = await CommandLine.RunAsync(
            "simulate", "--config", GoldenFile.PathOf("config.yaml"), "--requests", "200", "--strategy", "latency-based,base:random");

        Assert.Equal((0, ""), (exit, error));
        Assert.Contains("config.yaml: the configuration's deployments", output, StringComparison.Ordinal);
        Assert.Contains("200 requests, 4 deployments, 1 router", output, StringComparison.Ordinal);
        Assert.Contains("base:random", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no scenario 'nowhere'.", "--scenario", "nowhere")]
    [InlineData("There is no strategy 'best'.", "--strategy", "best")]
    [InlineData("--scenario and --config exclude each other.", "--scenario", "steady", "--config", "config.yaml")]
    [InlineData("expected a number from 1 to 1000000", "--requests", "0")]
    [InlineData("expected a number above 0", "--rate", "0")]
    [InlineData("there is no such file", "--config", "nowhere.yaml")]
    public async Task Simulate_WhatIsNot_SaysSo(string says, params string[] args)
    {
        var (exit, _, error) = await CommandLine.RunAsync(["simulate", .. args]);

        Assert.Equal(1, exit);
        Assert.Contains(says, error, StringComparison.Ordinal);
    }
}
