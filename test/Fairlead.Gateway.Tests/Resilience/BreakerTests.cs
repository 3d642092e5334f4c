using Fairlead.Gateway.Tests.Relay;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Time;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Resilience;

/// <summary>Rests, probes and quotas over real HTTP, with a clock that the test moves.</summary>
public sealed class BreakerTests : IAsyncLifetime
{
    private const string Plain = """{"model":"gpt-4","messages":[]}""";
    private const string Stream = """{"model":"gpt-4","stream":true,"messages":[]}""";

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

    private Task<GatewayFixture> StartAsync(string yaml) => GatewayFixture.StartAsync(yaml, options => options with { TimeProvider = _clock });

    private static async Task<string?> AnsweredByAsync(GatewayFixture gateway, string body = Plain)
    {
        using var response = await gateway.PostAsync("/v1/chat/completions", body);
        await response.Content.ReadAsByteArrayAsync();
        return response.IsSuccessStatusCode ? Responses.Header(response, "x-litellm-model-id") : null;
    }

    [Fact]
    public async Task Outage_OfALonePrimary_GoesStraightToTheFallback_AndComesBackAfterOneProbe()
    {
        _first.Default = static _ => FakeReply.Error(503);
        await using var gateway = await StartAsync(
            GatewayFixture.YamlInOrder(("gpt-4", _first.ApiBase), ("other", _second.ApiBase)) + "router_settings:\n  num_retries: 0\n  fallbacks: [{gpt-4: [other]}]\n");
        for (var i = 0; i < 40; i++)
        {
            Assert.Equal("d2", await AnsweredByAsync(gateway));
        }

        // Five failures to find out; nobody waits for it after that.
        Assert.Equal(5, _first.Requests.Count);

        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("d2", await AnsweredByAsync(gateway));
        Assert.Equal("d2", await AnsweredByAsync(gateway));
        Assert.Equal(6, _first.Requests.Count);

        // The failed probe doubled the rest.
        _clock.Advance(TimeSpan.FromSeconds(8));
        Assert.Equal("d2", await AnsweredByAsync(gateway));
        Assert.Equal(6, _first.Requests.Count);
        _clock.Advance(TimeSpan.FromSeconds(2));
        _first.Default = static _ => FakeReply.Chat("back");
        Assert.Equal("d1", await AnsweredByAsync(gateway));
        Assert.Equal("d1", await AnsweredByAsync(gateway));
    }

    [Fact]
    public async Task HalfOpen_WhileTheProbeWaits_OthersAreServedElsewhere()
    {
        var probing = new TaskCompletionSource();
        _first.Default = static _ => FakeReply.Error(503);
        await using var gateway = await StartAsync(
            GatewayFixture.YamlInOrder(("gpt-4", _first.ApiBase), ("other", _second.ApiBase)) + "router_settings:\n  num_retries: 0\n  allowed_fails: 0\n  fallbacks: [{gpt-4: [other]}]\n");
        Assert.Equal("d2", await AnsweredByAsync(gateway));
        _clock.Advance(TimeSpan.FromSeconds(5));
        _first.Default = _ => FakeReply.Chat("back") with { Gate = _ => probing.Task };

        var probe = AnsweredByAsync(gateway);
        await GatewayFixture.Eventually(() => _first.Requests.Count == 2);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("d2", await AnsweredByAsync(gateway));
        }

        probing.SetResult();
        Assert.Equal("d1", await probe);
        Assert.Equal("d1", await AnsweredByAsync(gateway));
    }

    [Fact]
    public async Task HalfOpen_AStreamThatHasBegun_LetsTheNextFollow()
    {
        var rest = new TaskCompletionSource();
        _first.Default = static _ => FakeReply.Error(503);
        await using var gateway = await StartAsync(
            GatewayFixture.YamlInOrder(("gpt-4", _first.ApiBase), ("other", _second.ApiBase)) + "router_settings:\n  num_retries: 0\n  allowed_fails: 0\n  fallbacks: [{gpt-4: [other]}]\n");
        Assert.Equal("d2", await AnsweredByAsync(gateway));
        _clock.Advance(TimeSpan.FromSeconds(5));
        _first.Default = static _ => FakeReply.Chat("back");
        _first.Enqueue(FakeReply.ChatStream(["a", "b"]) with { Gate = i => i == 2 ? rest.Task : Task.CompletedTask });

        using var probe = await gateway.PostAsync("/v1/chat/completions", Stream);
        Assert.Equal("d1", Responses.Header(probe, "x-litellm-model-id"));
        Assert.Equal("d1", await AnsweredByAsync(gateway));

        rest.SetResult();
        await probe.Content.ReadAsByteArrayAsync();
    }

    [Fact]
    public async Task HalfOpen_AProbeWhoseCallerLeaves_LetsTheNextFollow()
    {
        _first.Default = static _ => FakeReply.Error(503);
        await using var gateway = await StartAsync(
            GatewayFixture.YamlInOrder(("gpt-4", _first.ApiBase), ("other", _second.ApiBase)) + "router_settings:\n  num_retries: 0\n  allowed_fails: 0\n  fallbacks: [{gpt-4: [other]}]\n");
        Assert.Equal("d2", await AnsweredByAsync(gateway));
        _clock.Advance(TimeSpan.FromSeconds(5));
        _first.Enqueue(FakeReply.Silent);
        _first.Default = static _ => FakeReply.Chat("back");
        using (var leaving = new CancellationTokenSource())
        {
            var probe = gateway.SendAsync(HttpMethod.Post, "/v1/chat/completions", "{\"model\":\"gpt-4\"}"u8.ToArray(), leaving.Token);
            await GatewayFixture.Eventually(() => _first.Requests.Count == 2);
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => probe);
            await GatewayFixture.Eventually(() => gateway.InFlight("gpt-4") == 0);
        }

        Assert.Equal("d1", await AnsweredByAsync(gateway));
    }

    [Theory]
    [InlineData("sk-upstream-1", "d3")]
    [InlineData("sk-upstream-2", "d2")]
    public async Task RateLimit_RestsTheKeyAndModel_NotTheEntry(string keyOfTheSecond, string expected)
    {
        // d1 and d2 are the same model at the same address: with one key they are one quota, with two they are two.
        _first.Default = request => request.Headers["Authorization"].EndsWith("-1", StringComparison.Ordinal) ? FakeReply.RateLimited("20") : FakeReply.Chat("ok");
        var yaml = $$"""
            model_list:
              - { model_name: gpt-4, litellm_params: { model: openai/up, api_base: "{{_first.ApiBase}}", api_key: sk-upstream-1, order: 1 }, model_info: { id: d1 } }
              - { model_name: gpt-4, litellm_params: { model: openai/up, api_base: "{{_first.ApiBase}}", api_key: {{keyOfTheSecond}}, order: 2 }, model_info: { id: d2 } }
              - { model_name: gpt-4, litellm_params: { model: openai/up, api_base: "{{_second.ApiBase}}", api_key: sk-upstream-1, order: 3 }, model_info: { id: d3 } }
            """;
        await using var gateway = await StartAsync(yaml);

        Assert.Equal(expected, await AnsweredByAsync(gateway));
        Assert.Equal(expected, await AnsweredByAsync(gateway));

        // One call was told; the sibling was not asked the same again, and nobody waited.
        Assert.Single(_first.Requests, r => r.Headers["Authorization"].EndsWith("-1", StringComparison.Ordinal));
        _clock.Advance(TimeSpan.FromSeconds(20));
        _first.Default = static _ => FakeReply.Chat("ok");
        Assert.Equal("d1", await AnsweredByAsync(gateway));
    }

    [Fact]
    public async Task AForgedDeploymentInMetadata_RestsNobodyElse()
    {
        _first.Default = static _ => FakeReply.Error(401);
        await using var gateway = await StartAsync(GatewayFixture.YamlInOrder(("gpt-4", _first.ApiBase), ("other", _second.ApiBase)));
        using var response = await gateway.PostAsync(
            "/v1/chat/completions",
            """{"model":"gpt-4","messages":[],"metadata":{"model_info":{"id":"d2"},"deployment":"d2","cooldown_time":600},"cooldown_time":600}""");

        var snapshot = gateway.Get<Router>().Snapshot();
        Assert.Equal(401, (int)response.StatusCode);
        Assert.InRange(snapshot.Deployments[0].Cooldown!.SecondsLeft, 4, 5);
        Assert.Null(snapshot.Deployments[1].Cooldown);
    }
}
