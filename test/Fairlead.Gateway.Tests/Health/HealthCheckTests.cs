using System.Text.Json.Nodes;
using Fairlead.Gateway.Health;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Time;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Health;

/// <summary>Background checks over real HTTP, with a clock that the test moves.</summary>
public sealed class HealthCheckTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new();
    private FakeUpstream _first = null!;
    private FakeUpstream _second = null!;

    public async Task InitializeAsync()
    {
        _first = await FakeUpstream.StartAsync();
        _second = await FakeUpstream.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Fact]
    public async Task Routing_IllDeployment_IsLeftOutUntilACheckFindsItWell()
    {
        _first.Default = static _ => FakeReply.Error(503);
        await using var gateway = await StartAsync("  enable_health_check_routing: true\n");
        var checker = gateway.Get<HealthChecker>();
        await GatewayFixture.Eventually(() => checker.Rounds == 1);
        var checks = _first.Requests.Count;

        for (var i = 0; i < 10; i++)
        {
            Assert.Equal("d2", await AnsweredByAsync(gateway));
        }

        Assert.Equal((1, 1), (checks, _first.Requests.Count));
        Assert.Equal("""{"model":"up-1","messages":[{"role":"user","content":"Hello"}],"max_tokens":16}""", _first.Requests[0].BodyText);
        var health = await HealthAsync(gateway);
        Assert.Equal("d1", (string?)health["unhealthy_endpoints"]![0]!["id"]);
        Assert.Equal((false, "Unavailable", 503), ((bool)health["unhealthy_endpoints"]![0]!["check"]!["healthy"]!, (string?)health["unhealthy_endpoints"]![0]!["check"]!["failure"], (int)health["unhealthy_endpoints"]![0]!["check"]!["status"]!));
        Assert.True((bool)health["healthy_endpoints"]![0]!["check"]!["healthy"]!);

        _first.Default = static _ => FakeReply.Chat("ok");
        _clock.Advance(TimeSpan.FromSeconds(30));
        await GatewayFixture.Eventually(() => checker.Rounds == 2);

        Assert.Equal("d1", await AnsweredByAsync(gateway));
        Assert.Equal(2, (int)(await HealthAsync(gateway))["healthy_count"]!);
    }

    [Fact]
    public async Task Routing_Off_ChecksAreShownOnly()
    {
        _first.Default = static _ => FakeReply.Error(401, "no", code: "invalid_api_key");
        await using var gateway = await StartAsync("");
        await GatewayFixture.Eventually(() => gateway.Get<HealthChecker>().Rounds == 1);
        _first.Default = static _ => FakeReply.Chat("ok");

        Assert.Equal("d1", await AnsweredByAsync(gateway));
        Assert.Equal("d1", (string?)(await HealthAsync(gateway))["unhealthy_endpoints"]![0]!["id"]);
    }

    [Fact]
    public async Task Check_TransientErrors_AreIgnoredWhereAskedFor()
    {
        _first.Default = static _ => FakeReply.RateLimited("100");
        await using var gateway = await StartAsync("  enable_health_check_routing: true\n  health_check_ignore_transient_errors: true\n");
        await GatewayFixture.Eventually(() => gateway.Get<HealthChecker>().Rounds == 1);
        _first.Default = static _ => FakeReply.Chat("ok");

        Assert.Equal("d1", await AnsweredByAsync(gateway));
    }

    [Fact]
    public async Task Check_SettingsOfTheDeployment_AreFollowed()
    {
        _second.Default = static _ => FakeReply.Json("""{"object":"list","data":[{"object":"embedding","index":0,"embedding":[1]}],"model":"m","usage":{"prompt_tokens":1,"total_tokens":1}}""");
        await using var gateway = await GatewayFixture.StartAsync(
            $$"""
            general_settings: { background_health_checks: true }
            model_list:
              - { model_name: "any/*", litellm_params: { model: "openai/*", api_base: "{{_first.ApiBase}}", api_key: k }, model_info: { id: wild } }
              - { model_name: "some/*", litellm_params: { model: "openai/*", api_base: "{{_first.ApiBase}}", api_key: k }, model_info: { id: named, health_check_model: small, health_check_max_tokens: 3 } }
              - { model_name: off, litellm_params: { model: openai/off, api_base: "{{_first.ApiBase}}", api_key: k }, model_info: { id: off, disable_background_health_check: true } }
              - { model_name: picture, litellm_params: { model: openai/picture, api_base: "{{_first.ApiBase}}", api_key: k }, model_info: { id: picture, mode: image_generation } }
              - { model_name: vectors, litellm_params: { model: openai/vectors, api_base: "{{_second.ApiBase}}", api_key: k }, model_info: { id: vectors, mode: embedding } }
            """,
            options => options with { TimeProvider = _clock });
        await GatewayFixture.Eventually(() => gateway.Get<HealthChecker>().Rounds == 1);

        Assert.Equal("""{"model":"small","messages":[{"role":"user","content":"Hello"}],"max_tokens":3}""", Assert.Single(_first.Requests).BodyText);
        Assert.Equal(("/v1/embeddings", """{"model":"vectors","input":["Hello"]}"""), (Assert.Single(_second.Requests).Path, _second.Requests[0].BodyText));
        _clock.Advance(TimeSpan.FromSeconds(299));
        Assert.Single(_second.Requests);
    }

    [Fact]
    public async Task Check_ThatTakesTooLong_IsATimeout()
    {
        _first.Default = static _ => FakeReply.Silent;
        await using var gateway = await StartAsync("");
        await _first.NextRequestAsync();
        _clock.Advance(TimeSpan.FromSeconds(60));
        await GatewayFixture.Eventually(() => gateway.Get<HealthChecker>().Rounds == 1);

        Assert.Equal("Timeout", (string?)(await HealthAsync(gateway))["unhealthy_endpoints"]![0]!["check"]!["failure"]);
    }

    private Task<GatewayFixture> StartAsync(string router) => GatewayFixture.StartAsync(
        GatewayFixture.YamlInOrder(("m", _first.ApiBase), ("m", _second.ApiBase)) + $"general_settings: {{ background_health_checks: true, health_check_interval: 30 }}\nrouter_settings:\n  num_retries: 0\n{router}",
        options => options with { TimeProvider = _clock });

    private static async Task<string?> AnsweredByAsync(GatewayFixture gateway)
    {
        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"m","messages":[]}""");
        await response.Content.ReadAsByteArrayAsync();
        return response.Headers.GetValues("x-litellm-model-id").Single();
    }

    private static async Task<JsonNode> HealthAsync(GatewayFixture gateway)
    {
        using var response = await gateway.GetAsync("/health");
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }
}
