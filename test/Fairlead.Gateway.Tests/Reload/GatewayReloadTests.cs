using Fairlead.Gateway.Reload;
using Fairlead.TestKit.Gateways;

namespace Fairlead.Gateway.Tests.Reload;

/// <summary>A changed file, seen through the gateway's endpoints.</summary>
public sealed class GatewayReloadTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fairlead-follow-");
    private GatewayFixture _gateway = null!;
    private string _path = null!;

    public async Task InitializeAsync()
    {
        _path = Path.Combine(_folder.FullName, "config.yaml");
        Write("one");
        _gateway = await GatewayFixture.StartAsync("", options => options with { ConfigPath = _path });
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Reload_NewModels_AreServedAndTheOldAreGone()
    {
        Write("two");
        Check();

        Assert.Contains("\"two\"", await GetAsync("/v1/models"), StringComparison.Ordinal);
        Assert.Equal(200, await AskAsync("two"));
        Assert.NotEqual(200, await AskAsync("one"));
        Assert.Contains("\"generation\":2,\"status\":\"current\"", await GetAsync("/health/readiness"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reload_BrokenFile_KeepsServingAndSaysSoInReadiness()
    {
        File.WriteAllText(_path, "model_list: [{ model_name: two, litellm_params: { model: opanai/x } }]");
        Check();

        Assert.Equal(200, await AskAsync("one"));
        var readiness = await GetAsync("/health/readiness");
        Assert.Contains("\"generation\":1,\"status\":\"stale\"", readiness, StringComparison.Ordinal);
        Assert.Contains("openai/x", readiness, StringComparison.Ordinal);

        Write("three");
        Check();
        Assert.Equal(200, await AskAsync("three"));
        Assert.Contains("\"status\":\"current\"", await GetAsync("/health/readiness"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reload_NewMasterKey_GuardsAtOnce()
    {
        Write("one", "general_settings: { master_key: sk-new }");
        Check();

        Assert.Equal(401, await AskAsync("one"));
        using var response = await _gateway.PostAsync("/v1/chat/completions", Body("one"), ("Authorization", "Bearer sk-new"));
        Assert.Equal(200, (int)response.StatusCode);
    }

    /// <summary>Looks at the file at once. The watcher may have been quicker; what counts is what is in force after.</summary>
    private void Check() => _gateway.Get<ConfigReloader>().CheckNow();

    private async Task<int> AskAsync(string model)
    {
        using var response = await _gateway.PostAsync("/v1/chat/completions", Body(model));
        return (int)response.StatusCode;
    }

    private async Task<string> GetAsync(string path)
    {
        using var response = await _gateway.GetAsync(path);
        return await response.Content.ReadAsStringAsync();
    }

    private void Write(string model, string rest = "") =>
        File.WriteAllText(_path, $"model_list: [{{ model_name: {model}, litellm_params: {{ model: simulated/a }} }}]\n{rest}");

    private static string Body(string model) => $$"""{"model":"{{model}}","messages":[{"role":"user","content":"x"}]}""";
}
