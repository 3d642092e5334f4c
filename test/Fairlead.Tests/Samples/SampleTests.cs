using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Configuration;
using Fairlead.Samples;
using Fairlead.Selection;
using Fairlead.TestKit.Upstreams;
using Fairlead.Tests.Architecture;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Tests.Samples;

/// <summary>The samples, run. Each does what its README says.</summary>
public sealed class SampleTests : IDisposable
{
    private readonly StringWriter _output = new();

    public void Dispose() => _output.Dispose();

    private static string Read(string file) => File.ReadAllText(Path.Combine(Repository.Root, "samples", file));

    private static string? Keys(string name) => name is "GEMINI_API_KEY" or "ANTHROPIC_API_KEY" ? $"key-of-{name}" : null;

    [Fact]
    public void ThreeTiers_Configuration_LoadsAsItIs()
    {
        var read = ConfigReader.Read(Read("three-tiers/config.yaml"), "config.yaml", Keys);

        Assert.Empty(read.Diagnostics);
        var model = Router.Create(read.ConfigOrThrow()).Model;
        Assert.Equal(["tier1", "tier2", "tier3"], model.ModelNames);
        Assert.All(model.Groups, group => Assert.Equal(StrategyNames.LeastBusy, group.Strategy));
        Assert.Equal(
            [("ollama", "qwen2.5-coder:14b"), ("gemini", "gemini-1.5-flash"), ("anthropic", "claude-3-5-sonnet-20240620")],
            model.Deployments.Select(d => (d.Provider, d.UpstreamModel)));
        Assert.Equal("http://localhost:11434", model.Deployments[0].Config.Params.ApiBase);
        Assert.Equal("key-of-GEMINI_API_KEY", model.Deployments[1].Config.Params.ApiKey!.Reveal());
        Assert.Equal("key-of-ANTHROPIC_API_KEY", model.Deployments[2].Config.Params.ApiKey!.Reveal());
    }

    [Fact]
    public async Task ThreeTiers_LocalTier_IsServed()
    {
        await using var ollama = await FakeUpstream.StartAsync();
        ollama.Default = _ => FakeReply.Ollama("Hello from the worker.");
        var config = Read("three-tiers/config.yaml").Replace("http://localhost:11434", ollama.Url, StringComparison.Ordinal);

        // The two cloud tiers go nowhere in a test: their keys are set, their hosts are not called for tier1.
        var onlyLocal = config[..config.IndexOf("  - model_name: tier2", StringComparison.Ordinal)] + config[config.IndexOf("router_settings", StringComparison.Ordinal)..];
        var answers = await ThreeTiersSample.RunAsync(_output, onlyLocal, Keys);

        Assert.Equal("Hello from the worker.", answers["tier1"]);
        var request = Assert.Single(ollama.Requests);
        Assert.Equal("qwen2.5-coder:14b", (string)JsonNode.Parse(request.Body)!["model"]!);
    }

    [Fact]
    public async Task TwoDeployments_ShareEvenly_AndCoverForEachOther()
    {
        var (bothUp, oneDown) = await TwoDeploymentsSample.RunAsync(_output);

        Assert.InRange(bothUp["openai answers"], 420, 580);
        Assert.Equal(1000, bothUp.Values.Sum());
        Assert.Equal(1000, oneDown["azure answers"]);
        Assert.Single(oneDown);
    }

    [Fact]
    public void Blocked_IsNeverPicked_AndNobodyIsAValue()
    {
        var (free, oneBlocked, allBlocked) = BlockedSample.Run(_output);

        Assert.Equal(["gpt-4-azure-east", "gpt-4-azure-west"], free.Order());
        Assert.Equal(["gpt-4-azure-west"], oneBlocked);
        Assert.Null(allBlocked);
        Assert.Contains("both blocked:    nobody", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Capacity_OfTwoToOne_SettlesTwoToOne() => Assert.Equal((60, 30), CapacitySample.Run(_output));

    [Fact]
    public async Task FailoverLoop_ThirdAnswers_OrEveryReasonIsTold()
    {
        var (answer, failure) = await FailoverLoopSample.RunAsync(_output);

        Assert.Equal("north answers", answer);
        Assert.StartsWith("All deployments failed: ", failure, StringComparison.Ordinal);
        Assert.All(["east: east is down", "west: west is down", "north: north is down"], reason => Assert.Contains(reason, failure, StringComparison.Ordinal));
    }

    [Fact]
    public void MetadataFilters_RegionAndTag_LeaveTheRightOne()
    {
        var (plain, region, tag, nowhere) = MetadataFiltersSample.Run(_output, Read("metadata-filters/config.yaml"));

        Assert.Equal([0.5, 0.5], plain.Groups[0].Candidates.Select(c => c.Share));
        Assert.Equal("us", region.Picked);
        Assert.Equal("region", region.Groups[0].Candidates.Single(c => c.Id == "eu").DroppedBy);
        Assert.Equal("eu", tag.Picked);
        Assert.Equal("tags", tag.Groups[0].Candidates.Single(c => c.Id == "us").DroppedBy);
        Assert.Null(nowhere.Picked);
        Assert.Contains("priority 1", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("us-east-1", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EmbeddedGateway_UnderAPrefix_AnswersBesideTheApp()
    {
        await using var app = EmbeddedGatewaySample.Build(["--urls", "http://127.0.0.1:0"], Path.Combine(Repository.Root, "samples/embedded-gateway/config.yaml"));
        await app.StartAsync();
        var url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        using var http = new HttpMessageInvoker(new SocketsHttpHandler());
        using var ask = new HttpRequestMessage(HttpMethod.Post, $"{url}/llm/v1/chat/completions")
        {
            Content = new StringContent("""{"model":"assistant","messages":[{"role":"user","content":"Hello"}]}""", Encoding.UTF8, "application/json"),
        };
        using var home = new HttpRequestMessage(HttpMethod.Get, url);

        using var answer = await http.SendAsync(ask, CancellationToken.None);
        using var page = await http.SendAsync(home, CancellationToken.None);

        var text = await answer.Content.ReadAsStringAsync();
        Assert.Equal("Hello from inside your app.", (string?)JsonNode.Parse(text)!["choices"]?[0]!["message"]!["content"]);
        Assert.StartsWith("Your own pages", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await app.StopAsync();
    }
}
