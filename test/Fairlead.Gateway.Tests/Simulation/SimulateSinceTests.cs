using System.Globalization;
using System.Text.RegularExpressions;
using Fairlead.Gateway.Tests.Cli;
using Fairlead.TestKit.Gateways;

namespace Fairlead.Gateway.Tests.Simulation;

/// <summary>From a gateway that serves and records to what another configuration would have done.</summary>
public sealed class SimulateSinceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Since_RecordedByAGateway_TellsWhatWouldMove()
    {
        await ServeAsync(60);
        var config = Write("new.yaml", Yaml(weightOfA: 3));

        var (exit, output, error) = await CommandLine.RunAsync("simulate", "--config", config, "--since", "1h");
        var (_, same, _) = await CommandLine.RunAsync("simulate", "--config", Write("same.yaml", Yaml(weightOfA: 1)), "--since", "1h");

        Assert.Equal((0, ""), (exit, error));
        Assert.Contains("60 requests recorded from", output, StringComparison.Ordinal);

        // Half went to b, and half of those would go to a.
        Assert.InRange(Moved(output), 10, 40);
        Assert.Equal(0, Moved(same));
        Assert.Matches(new Regex(@"chat +60 "), output);
        Assert.Matches(new Regex(@"a +\d+\.\d +75\.0 +0\.0"), output);
        Assert.Contains("TTFT s, mean", output, StringComparison.Ordinal);
        Assert.Contains("Effective sample size", output, StringComparison.Ordinal);
        Assert.Contains("configured", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Since_Written_IsTheSameTraceElsewhere()
    {
        await ServeAsync(12);
        var config = Write("new.yaml", Yaml(weightOfA: 3));
        var file = Path.Combine(_folder.FullName, "export.jsonl");

        var own = await CommandLine.RunAsync("simulate", "--config", config, "--since", "1h", "--write-trace", file);
        var elsewhere = await CommandLine.RunAsync("simulate", "--config", Write("bare.yaml", File.ReadAllText(config).Split("general_settings")[0]), "--trace", file);
        var folder = await CommandLine.RunAsync("simulate", "--config", Path.Combine(_folder.FullName, "bare.yaml"), "--trace", Path.Combine(_folder.FullName, "traffic"), "--since", "1h");

        Assert.Equal(0, own.Exit);
        Assert.Equal(own.Output.Replace("new.yaml", "bare.yaml", StringComparison.Ordinal), elsewhere.Output);
        Assert.Equal(elsewhere.Output, folder.Output);
        Assert.Equal(12, File.ReadAllLines(file).Length);
    }

    [Fact]
    public async Task Since_ModelThatIsNoMore_IsRefusedAndSaid()
    {
        Record("""{"arrival":"2100-01-01T00:00:00Z","model":"chat","input_tokens":1,"output_tokens":1,"deployment":"a","propensity":1,"outcome":"answered"}""", """{"arrival":"2100-01-01T00:00:01Z","model":"old","input_tokens":1,"output_tokens":1,"deployment":"z","propensity":1,"outcome":"answered"}""");

        var (exit, output, error) = await CommandLine.RunAsync("simulate", "--config", Write("new.yaml", Yaml(1)), "--since", "1d");

        Assert.Equal(0, exit);
        Assert.Contains("jsonl:2: warning: there is no model 'old': 1 requests for it would be refused.", error, StringComparison.Ordinal);
        Assert.Contains("Refused: 1 (unknown model).", output, StringComparison.Ordinal);
        Assert.Contains("  1 requests, 2 deployments, 1 router", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Since_HalfALine_IsLeftOutAndSaid()
    {
        Record("""{"arrival":"2100-01-01T00:00:00Z","model":"ch""", """{"arrival":"2100-01-01T00:00:00Z","model":"chat","input_tokens":1,"output_tokens":1,"deployment":"a","propensity":1}""");

        var (exit, _, error) = await CommandLine.RunAsync("simulate", "--config", Write("new.yaml", Yaml(1)), "--since", "1d");

        Assert.Equal(0, exit);
        Assert.Contains("jsonl:1: warning: half a line, left out.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Since_ChanceThatIsNotKnown_IsLeftOutAndSaid()
    {
        Record("""{"arrival":"2100-01-01T00:00:00Z","model":"chat","input_tokens":1,"output_tokens":1,"deployment":"a"}""", """{"arrival":"2100-01-01T00:00:00Z","model":"chat","input_tokens":1,"output_tokens":1,"deployment":"a","propensity":1}""");

        var (exit, output, error) = await CommandLine.RunAsync("simulate", "--config", Write("new.yaml", Yaml(1)), "--since", "1d");

        Assert.Equal(0, exit);
        Assert.Contains("warning: 1 requests are left out: the chance of their pick is not known.", error, StringComparison.Ordinal);
        Assert.Contains("1 requests recorded", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no request was recorded in this time.", """{"arrival":"2001-01-01T00:00:00Z","model":"chat","input_tokens":1,"output_tokens":1,"deployment":"a","propensity":1}""")]
    [InlineData("traffic-2100-01-01.h.1.jsonl:1: propensity: expected a number from 0 to 1, not '7'.", """{"arrival":"2100-01-01T00:00:00Z","model":"chat","input_tokens":1,"output_tokens":1,"deployment":"a","propensity":7}""")]
    [InlineData("none of the models asked for is in new.yaml, which has chat.", """{"arrival":"2100-01-01T00:00:00Z","model":"old","input_tokens":1,"output_tokens":1,"deployment":"a","propensity":1}""")]
    public async Task Since_WhatCannotBeUsed_IsTold(string says, string line)
    {
        Record(line);

        var (exit, output, error) = await CommandLine.RunAsync("simulate", "--config", Write("new.yaml", Yaml(1)), "--since", "1d");

        Assert.Equal((1, ""), (exit, output));
        Assert.Contains(says, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--since replays recorded traffic through a configuration: name it by --config.", "--since", "1d")]
    [InlineData("--since: expected a time, as in 7d, 12h or 30m.", "--since", "soon")]
    [InlineData("general_settings.traffic_log names no folder", "--config", "bare.yaml", "--since", "1d")]
    [InlineData("there is no such folder: nothing was recorded yet.", "--config", "new.yaml", "--since", "1d")]
    [InlineData("recorded traffic is written as JSON lines", "--config", "new.yaml", "--since", "1d", "--write-trace", "x.csv")]
    public async Task Since_WhatIsNotThere_IsTold(string says, params string[] args)
    {
        Write("new.yaml", Yaml(1));
        Write("bare.yaml", Yaml(1).Split("general_settings")[0]);

        var (exit, _, error) = await CommandLine.RunAsync(["simulate", .. args.Select(arg => arg.EndsWith(".yaml", StringComparison.Ordinal) ? Path.Combine(_folder.FullName, arg) : arg)]);

        Assert.Equal(1, exit);
        Assert.Contains(says, error, StringComparison.Ordinal);
    }

    private static double Moved(string output) => double.Parse(Regex.Match(output, @"([\d.]+) % would move").Groups[1].Value, CultureInfo.InvariantCulture);

    private async Task ServeAsync(int requests)
    {
        var config = Write("config.yaml", Yaml(weightOfA: 1));
        await using var gateway = await GatewayFixture.StartAsync("", options => options with { ConfigText = null, ConfigPath = config });
        for (var i = 0; i < requests; i++)
        {
            using var answer = await gateway.PostAsync("/v1/chat/completions", """{"model":"chat","stream":true,"messages":[{"role":"user","content":"hello"}]}""");
            await answer.Content.ReadAsStringAsync();
        }
    }

    private void Record(params string[] lines)
    {
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "traffic"));
        File.WriteAllLines(Path.Combine(_folder.FullName, "traffic", "traffic-2100-01-01.h.1.jsonl"), lines);
    }

    private static string Yaml(double weightOfA) => string.Create(CultureInfo.InvariantCulture, $$"""
        model_list:
          - model_name: chat
            litellm_params: { model: simulated/a, ttft_ms: 1, output_tokens: 3, weight: {{weightOfA}}, input_cost_per_token: 0.000001, output_cost_per_token: 0.000002 }
            model_info: { id: a }
          - model_name: chat
            litellm_params: { model: simulated/b, ttft_ms: 2, output_tokens: 3, weight: 1, input_cost_per_token: 0.000002, output_cost_per_token: 0.000004 }
            model_info: { id: b }
        general_settings: { traffic_log: traffic }
        """);

    private string Write(string name, string text)
    {
        var file = Path.Combine(_folder.FullName, name);
        File.WriteAllText(file, text);
        return file;
    }
}
