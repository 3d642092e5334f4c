using Fairlead.Configuration;
using Fairlead.Gateway.Reload;
using Fairlead.TestKit.Gateways;

namespace Fairlead.Gateway.Tests.Reload;

/// <summary>The file <c>general_settings.model_catalogue_file</c> names: read at the start, followed while serving.</summary>
public sealed class CatalogueReloadTests : IAsyncLifetime
{
    private const string Config =
        """
        model_list:
          - { model_name: m, litellm_params: { model: simulated/a, ttft_ms: 0 }, model_info: { id: a } }
          - { model_name: m, litellm_params: { model: simulated/b, ttft_ms: 0 }, model_info: { id: b } }
        router_settings: { routing_strategy: cost-based-routing }
        general_settings: { model_catalogue_file: prices.json }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fairlead-prices-");
    private GatewayFixture _gateway = null!;

    public async Task InitializeAsync()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "config.yaml"), Config);
        Write(a: "1e-6", b: "2e-6");
        _gateway = await GatewayFixture.StartAsync("", options => options with { ConfigPath = Path.Combine(_folder.FullName, "config.yaml") });
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Reload_NewPrices_DecideWhoAnswers()
    {
        Assert.Equal("a", await AskAsync());

        Write(a: "3e-6", b: "2e-6");
        Check();

        Assert.Equal("b", await AskAsync());
    }

    [Fact]
    public async Task Reload_BrokenFile_KeepsTheCatalogueInForce()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "prices.json"), "{ \"a\": ");
        Check();
        Assert.Equal("a", await AskAsync());

        File.Delete(Path.Combine(_folder.FullName, "prices.json"));
        Check();
        Assert.Equal("a", await AskAsync());

        Write(a: "3e-6", b: "2e-6");
        Check();
        Assert.Equal("b", await AskAsync());
    }

    [Fact]
    public void Apply_FileThatIsNotThere_IsAWarningAndNoCatalogue()
    {
        var read = new CatalogueFile(_folder.FullName).Apply(ConfigReader.Read(Config.Replace("prices.json", "none.json", StringComparison.Ordinal), "config.yaml", static _ => null));

        Assert.Null(read.ConfigOrThrow().Catalogue);
        var finding = Assert.Single(read.Diagnostics);
        Assert.Equal((ConfigSeverity.Warning, Path.Combine(_folder.FullName, "none.json")), (finding.Severity, finding.Source));
    }

    [Fact]
    public void Apply_BadRow_IsNamedAndTheOthersCount()
    {
        Write(a: "\"cheap\"", b: "2e-6");

        var read = new CatalogueFile(_folder.FullName).Apply(ConfigReader.Read(Config, "config.yaml", static _ => null));

        Assert.Equal("simulated/a", Assert.Single(read.Diagnostics).Path);
        Assert.Equal(2e-6, read.ConfigOrThrow().Catalogue!.Find("simulated", "b")!.Price!.Input);
        Assert.NotNull(read.ConfigOrThrow().Catalogue!.Find("openai", "gpt-4o"));
    }

    private void Write(string a, string b) => File.WriteAllText(
        Path.Combine(_folder.FullName, "prices.json"),
        $$"""{ "simulated/a": { "litellm_provider": "simulated", "input_cost_per_token": {{a}} }, "simulated/b": { "litellm_provider": "simulated", "input_cost_per_token": {{b}} } }""");

    /// <summary>Looks at the files at once. The watcher may have been quicker; what counts is what is in force after.</summary>
    private void Check() => _gateway.Get<ConfigReloader>().CheckNow();

    private async Task<string> AskAsync()
    {
        using var response = await _gateway.PostAsync("/v1/chat/completions", """{"model":"m","messages":[{"role":"user","content":"hi"}]}""");
        Assert.Equal(200, (int)response.StatusCode);
        return response.Headers.GetValues("x-litellm-model-id").Single();
    }
}
