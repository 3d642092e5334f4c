using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Fairlead.Gateway.Tests.Cli;
using Fairlead.TestKit.Golden;

namespace Fairlead.Gateway.Tests.Simulation;

/// <summary>Recorded traffic replayed through another configuration, on the command line.</summary>
public sealed class SimulateReplayTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Trace_WithPropensities_PrintsTheCommittedReport()
    {
        var (exit, output, error) = await CommandLine.RunAsync("simulate", "--config", Config(), "--trace", Log(400));

        Assert.Equal((0, ""), (exit, error));
        GoldenFile.Matches(output, "replay.txt");
    }

    [Fact]
    public async Task Trace_WithPropensities_IsOnThePageAndInMarkdownToo()
    {
        var page = Path.Combine(_folder.FullName, "page.html");

        var (exit, output, error) = await CommandLine.RunAsync("simulate", "--config", Config(), "--trace", Log(200), "--markdown", "--html", page);

        Assert.Equal((0, ""), (exit, error));
        Assert.Contains("| DEPLOYMENT | RECORDED % | CANDIDATE % | LEAVE IT % |\n| --- | ---: | ---: | ---: |\n| a | ", output, StringComparison.Ordinal);
        Assert.Contains("\n- warning: c was never picked in this log", output, StringComparison.Ordinal);
        using var reader = XmlReader.Create(new StringReader(File.ReadAllText(page)), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        var section = Assert.Single(XElement.Load(reader).Descendants("section"), static section => (string?)section.Attribute("id") == "replay");
        Assert.Equal(["MODEL", "DEPLOYMENT", "ESTIMATE"], section.Descendants("table").Select(static table => table.Element("tr")!.Element("th")!.Value));
        Assert.Contains(section.Elements("p"), static note => note.Value.StartsWith("Effective sample size", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Trace_LimitsOfTheCandidate_RefuseInTheSimulation()
    {
        var config = File.ReadAllText(Config()).Replace("weight: 3,", "rpm: 1,", StringComparison.Ordinal).Replace("weight: 1,", "rpm: 1,", StringComparison.Ordinal);
        var file = Write("tight.yaml", config + "\nrouter_settings: { enforce_model_rate_limits: true }\n");

        var (exit, output, _) = await CommandLine.RunAsync("simulate", "--config", file, "--trace", Log(120));

        // Two minutes, three deployments, one request a minute each.
        Assert.Equal(0, exit);
        Assert.Matches(@"under configured 11\d of 120 requests \(9\d\.\d %\) end refused at a limit", output);
    }

    [Fact]
    public async Task Trace_WithoutPropensities_IsOnlySimulated()
    {
        var file = Write("log.csv", "arrival,input_tokens,output_tokens,deployment\n0,100,10,a\n1,100,10,a\n");

        var (exit, output, _) = await CommandLine.RunAsync("simulate", "--config", Config(), "--trace", file, "--strategy", "simple-shuffle");

        Assert.Equal(0, exit);
        Assert.DoesNotContain("would move", output, StringComparison.Ordinal);
        Assert.Contains("2 requests, 3 deployments", output, StringComparison.Ordinal);
    }

    private string Config() => Write("new.yaml", """
        model_list:
          - model_name: chat
            litellm_params: { model: simulated/a, weight: 3, input_cost_per_token: 0.000001, output_cost_per_token: 0.000004 }
            model_info: { id: a }
          - model_name: chat
            litellm_params: { model: simulated/b, weight: 1, input_cost_per_token: 0.000002, output_cost_per_token: 0.000008 }
            model_info: { id: b }
          - model_name: chat
            litellm_params: { model: simulated/c, weight: 1, input_cost_per_token: 0.000001, output_cost_per_token: 0.000002 }
            model_info: { id: c }
        """);

    /// <summary>Even picks between two, one of which is slower, dearer and fails now and then.</summary>
    private string Log(int count) => Write("log.jsonl", string.Concat(Enumerable.Range(0, count).Select(static i => string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        {"arrival":"2026-11-21T10:{{i / 60:00}}:{{i % 60:00}}Z","model":"chat","input_tokens":{{500 + (i % 7 * 100)}},"output_tokens":100,"deployment":"{{(i * 7 % 13 < 6 ? "a" : "b")}}","propensity":0.5,"ttft":{{(i * 7 % 13 < 6 ? 0.4 : 0.9) + (i % 10 * 0.02)}},"duration":3,"outcome":"{{(i % 40 == 3 ? "ServerError" : "answered")}}","cost":{{(i % 40 == 3 ? 0 : (500 + (i % 7 * 100) + 400) * (i * 7 % 13 < 6 ? 1e-6 : 2e-6))}}}

        """))));

    private string Write(string name, string text)
    {
        var file = Path.Combine(_folder.FullName, name);
        File.WriteAllText(file, text);
        return file;
    }
}
