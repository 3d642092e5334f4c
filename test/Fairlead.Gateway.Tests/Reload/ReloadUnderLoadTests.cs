using Fairlead.Gateway.Reload;
using Fairlead.TestKit.Gateways;

namespace Fairlead.Gateway.Tests.Reload;

/// <summary>The file changes again and again while requests are under way: none of them may notice.</summary>
public sealed class ReloadUnderLoadTests : IAsyncLifetime
{
    private const int Workers = 8;
    private const int RequestsEach = 150;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fairlead-load-");
    private GatewayFixture _gateway = null!;
    private string _path = null!;

    public async Task InitializeAsync()
    {
        _path = Path.Combine(_folder.FullName, "config.yaml");
        Write(0);
        _gateway = await GatewayFixture.StartAsync("", options => options with { ConfigPath = _path });
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Reload_AgainAndAgain_EveryRequestIsAnswered_AndNothingStaysHeld()
    {
        var workers = Task.WhenAll(Enumerable.Range(0, Workers).Select(WorkAsync));
        var turns = 0;
        do
        {
            Write(++turns);
            _gateway.Get<ConfigReloader>().CheckNow();
            await Task.Yield();
        }
        while (!workers.IsCompleted);

        await workers;
        Assert.True(turns >= 10, $"{turns} reloads");
        Assert.True(_gateway.Get<Router>().Model.Generation > 10, "nothing was put in force");
        await GatewayFixture.Eventually(() => _gateway.InFlight("m") == 0);
    }

    private async Task WorkAsync(int number)
    {
        for (var i = 0; i < RequestsEach; i++)
        {
            var stream = (number + i) % 2 == 0;
            using var response = await _gateway.PostAsync("/v1/chat/completions", $$"""{"model":"{{(i % 3 == 0 ? "alias" : "m")}}","stream":{{(stream ? "true" : "false")}},"messages":[]}""");
            var text = await response.Content.ReadAsStringAsync();
            Assert.Equal(200, (int)response.StatusCode);
            Assert.Equal(stream, text.EndsWith("data: [DONE]\n\n", StringComparison.Ordinal));
        }
    }

    /// <summary>One deployment stays; another comes and goes, with another weight and strategy each time.</summary>
    private void Write(int turn)
    {
        var next = _path + ".next";
        var other = turn % 2 == 0 ? "" : $"\n  - {{ model_name: m, litellm_params: {{ model: simulated/b, ttft_ms: 1, tokens_per_second: 9000, output_tokens: 4, weight: {turn % 5} }}, model_info: {{ id: b }} }}";
        File.WriteAllText(next, $$"""
            model_list:
              - { model_name: m, litellm_params: { model: simulated/a, ttft_ms: 1, tokens_per_second: 9000, output_tokens: 4, weight: 1 }, model_info: { id: a } }{{other}}
            router_settings:
              routing_strategy: {{(turn % 3 == 0 ? "least-busy" : "simple-shuffle")}}
              num_retries: {{turn % 4}}
              model_group_alias: { alias: m }
            """);
        File.Move(next, _path, overwrite: true);
    }
}
