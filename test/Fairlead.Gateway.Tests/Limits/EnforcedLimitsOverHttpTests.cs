using System.Text.Json;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Limits;

public sealed class EnforcedLimitsOverHttpTests
{
    private static string Yaml(FakeUpstream upstream, string limits) => $$"""
        model_list:
          - model_name: m
            litellm_params: { model: openai/a, api_base: "{{upstream.ApiBase}}", api_key: sk-a, {{limits}} }
        router_settings:
          routing_strategy: simple-shuffle
          optional_pre_call_checks: [enforce_model_rate_limits]
        """;

    [Fact]
    public async Task Rpm_UnderTheShuffle_TheRequestBeyondIt_Is429WithWhatIsLeftOfTheMinute()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayFixture.StartAsync(Yaml(upstream, "rpm: 2"));
        for (var i = 0; i < 2; i++)
        {
            using var answered = await gateway.PostAsync("/v1/chat/completions", """{"model":"m","messages":[{"role":"user","content":"hi"}]}""");
            Assert.Equal(200, (int)answered.StatusCode);
        }

        using var refused = await gateway.PostAsync("/v1/chat/completions", """{"model":"m","messages":[{"role":"user","content":"hi"}]}""");

        Assert.Equal(429, (int)refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        using var body = JsonDocument.Parse(await refused.Content.ReadAsStringAsync());
        var error = body.RootElement.GetProperty("error");
        Assert.Equal(("rate_limit_error", "rate_limit_exceeded"), (error.GetProperty("type").GetString(), error.GetProperty("code").GetString()));
        Assert.StartsWith("No deployments available for selected model, Try again in", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(2, upstream.Requests.Count);
    }

    [Fact]
    public async Task Otpm_ReservesMaxTokens_AndSettlesWithTheAnswersUsage()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayFixture.StartAsync(Yaml(upstream, "otpm: 100"));

        // Each answer uses two tokens of output: the second fits although the first reserved ninety.
        Assert.Equal(200, await AskAsync(gateway, 90));
        Assert.Equal(200, await AskAsync(gateway, 98));
        Assert.Equal(429, await AskAsync(gateway, 97));
        Assert.Equal(200, await AskAsync(gateway, 96));
    }

    private static async Task<int> AskAsync(GatewayFixture gateway, int maxTokens)
    {
        using var response = await gateway.PostAsync("/v1/chat/completions", $$"""{"model":"m","max_tokens":{{maxTokens}},"messages":[{"role":"user","content":"hi"}]}""");
        await response.Content.ReadAsByteArrayAsync();
        await GatewayFixture.Eventually(() => gateway.InFlight("m") == 0);
        return (int)response.StatusCode;
    }
}
