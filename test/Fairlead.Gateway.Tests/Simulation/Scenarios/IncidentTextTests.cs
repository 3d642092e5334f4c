using Fairlead.Cli.Simulation.Deployments;
using Fairlead.Cli.Simulation.Scenarios;
using Fairlead.Gateway.Tests.Cli;
using Fairlead.TestKit.Golden;

namespace Fairlead.Gateway.Tests.Simulation.Scenarios;

public sealed class IncidentTextTests
{
    private static readonly DeploymentSpec[] Deployments =
    [
        new() { Id = "one", Model = "ollama/qwen:14b" },
        new() { Id = "two", Model = "azure/gpt" },
        new() { Id = "three", Model = "azure/gpt" },
    ];

    [Theory]
    [InlineData("one:slow*8:0.3-0.6", IncidentKind.Slow, 0, 0.3, 0.6, 8)]
    [InlineData("ollama/qwen:14b:down:0-1", IncidentKind.Down, 0, 0, 1, 1)]
    [InlineData("three:PRICE*0.5:.25-.5", IncidentKind.Price, 2, 0.25, 0.5, 0.5)]
    [InlineData("two:429:0.1-0.2", IncidentKind.Refuses, 1, 0.1, 0.2, 1)]
    internal void Read_WellFormed_IsTheIncident(string text, IncidentKind kind, int deployment, double from, double to, double factor)
    {
        Assert.Null(IncidentText.Read(text, Deployments, out var incident));
        Assert.Equal(new Incident(kind, deployment, from, to, factor), incident);
    }

    [Theory]
    [InlineData("one:slow", "expected deployment:kind:from-to")]
    [InlineData("one:sleepy:0-1", "there is no incident 'sleepy': there are slow, cold, drip, 429, hang, down, absent, price")]
    [InlineData("one:slow:0-1", "slow wants a factor")]
    [InlineData("one:slow*0:0-1", "slow wants a factor")]
    [InlineData("one:down*2:0-1", "down has no factor")]
    [InlineData("one:down:0.6-0.3", "expected from-to as shares of the time")]
    [InlineData("one:down:0-60", "expected from-to as shares of the time")]
    [InlineData("four:down:0-1", "there is no deployment 'four': there are ollama/qwen:14b (one)")]
    [InlineData("azure/gpt:down:0-1", "there are 2 deployments of azure/gpt: name one by its id: two, three")]
    public void Read_WhatIsWrong_IsTold(string text, string says) => Assert.StartsWith(says, IncidentText.Read(text, Deployments, out _), StringComparison.Ordinal);

    [Fact]
    public async Task Simulate_AnIncidentOfTheOwnConfiguration_Befalls()
    {
        string[] args = ["simulate", "--config", GoldenFile.PathOf("../prefix.yaml"), "--requests", "400", "--strategy", "round-robin"];

        var (exit, well, _) = await CommandLine.RunAsync(args);
        var (_, slow, error) = await CommandLine.RunAsync([.. args, "--incident", "simulated/b:slow*6:0.2-0.8"]);
        var wrong = await CommandLine.RunAsync([.. args, "--incident", "simulated/x:down:0-1"]);

        Assert.Equal((0, ""), (exit, error));
        Assert.NotEqual(well, slow);
        Assert.Equal(1, wrong.Exit);
        Assert.StartsWith("--incident simulated/x:down:0-1: there is no deployment 'simulated/x'", wrong.Error, StringComparison.Ordinal);
    }
}
