using System.Text.Json;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Admin;

public sealed class DeploymentsTests : IAsyncLifetime
{
    private FakeUpstream _upstream = null!;
    private GatewayFixture _gateway = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _gateway = await GatewayFixture.StartAsync(GatewayFixture.YamlInOrder(("gpt-4", _upstream.ApiBase), ("gpt-4", _upstream.ApiBase)));
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Deployments_AfterAFailover_TellTheFailureAndTheAnswer()
    {
        _upstream.Enqueue(FakeReply.Error(500));
        using (var answered = await _gateway.PostAsync("/v1/chat/completions", """{"model":"gpt-4"}"""))
        {
            Assert.Equal(200, (int)answered.StatusCode);
        }

        using var response = await _gateway.GetAsync("/router/deployments");
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(1, json.RootElement.GetProperty("generation").GetInt32());
        var deployments = json.RootElement.GetProperty("deployments");
        Assert.Equal(["d1", "d2"], deployments.EnumerateArray().Select(static d => d.GetProperty("id").GetString()));
        Assert.Equal(1, deployments[0].GetProperty("failures").GetProperty("ServerError").GetInt32());
        Assert.Equal(0, deployments[0].GetProperty("answered").GetInt32());
        Assert.Equal(1, deployments[1].GetProperty("answered").GetInt32());
        Assert.Equal(1, deployments[1].GetProperty("requests").GetInt32());
        Assert.Equal(0, deployments[1].GetProperty("in_flight").GetInt32());
        Assert.Equal("gpt-4", deployments[1].GetProperty("model_group").GetString());
    }

    [Fact]
    public async Task Deployments_AfterAnAnswerPartlyFromACache_TellTheShareAndWhatATokenCosts()
    {
        _upstream.Enqueue(FakeReply.Json("""
            {"id":"c1","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"ok"},"finish_reason":"stop"}],
             "usage":{"prompt_tokens":1000,"completion_tokens":10,"total_tokens":1010,"prompt_tokens_details":{"cached_tokens":800,"cache_write_tokens":100}}}
            """));
        await using var gateway = await GatewayFixture.StartAsync($$"""
            model_list:
              - model_name: m
                litellm_params:
                  { model: openai/unheard-of, api_base: {{_upstream.ApiBase}}, api_key: k, input_cost_per_token: 0.000004, output_cost_per_token: 0.00002,
                    cache_read_input_token_cost: 0.0000004, cache_creation_input_token_cost: 0.000005 }
            """);
        using var answered = await gateway.PostAsync("/v1/chat/completions", """{"model":"m","messages":[]}""");

        // 100 tokens at 4, 800 at 0.4, 100 at 5 and 10 at 20 millionths.
        Assert.Equal("0.00142", Assert.Single(answered.Headers.GetValues("x-litellm-response-cost")));
        using var response = await gateway.GetAsync("/router/deployments");
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var told = json.RootElement.GetProperty("deployments")[0];
        Assert.Equal((1000, 800, 100, 0.8), (Int("input_tokens"), Int("cached_input_tokens"), Int("cache_write_tokens"), told.GetProperty("cache_hit_share").GetDouble()));
        Assert.Equal(1.22e-6, told.GetProperty("effective_input_price").GetDouble(), 1e-12);
        Assert.Equal(0.00142, told.GetProperty("cost").GetDouble(), 1e-9);

        int Int(string name) => told.GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task Deployments_AfterAnAnswerThatTellsLimits_TellThem()
    {
        var reply = FakeReply.Chat("ok");
        _upstream.Enqueue(reply with { Headers = [.. reply.Headers, new("x-ratelimit-limit-requests", "500"), new("x-ratelimit-remaining-requests", "20"), new("x-ratelimit-reset-requests", "30s")] });
        using (var answered = await _gateway.PostAsync("/v1/chat/completions", """{"model":"gpt-4"}"""))
        {
            Assert.Equal("20", Assert.Single(answered.Headers.GetValues("x-ratelimit-remaining-requests")));
        }

        using var response = await _gateway.GetAsync("/router/deployments");
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var limits = json.RootElement.GetProperty("deployments")[0].GetProperty("provider_limits");
        Assert.Equal((500, 20), (limits.GetProperty("request_limit").GetInt32(), limits.GetProperty("requests_left").GetInt32()));
        Assert.False(limits.TryGetProperty("token_limit", out _));
    }

    [Fact]
    public async Task Deployments_AfterARefusalThatTellsLimits_TellThem()
    {
        _upstream.Enqueue(FakeReply.Error(429, headers: [("x-ratelimit-limit-requests", "500"), ("x-ratelimit-remaining-requests", "0")]));
        using (var answered = await _gateway.PostAsync("/v1/chat/completions", """{"model":"gpt-4"}"""))
        {
            Assert.Equal(200, (int)answered.StatusCode);
        }

        var refused = _gateway.Get<Router>().Snapshot().Deployments[0].ProviderLimits!;
        Assert.Equal((500L, 0L), (refused.RequestLimit, refused.RequestsLeft));
    }
}
