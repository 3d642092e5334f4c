using System.Text.Json;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Relay;

public sealed class AffinityTests
{
    private static async Task<string> AskAsync(GatewayFixture gateway, string body, params (string Name, string Value)[] headers)
    {
        using var response = await gateway.PostAsync("/v1/chat/completions", body, headers);
        Assert.Equal(200, (int)response.StatusCode);
        return Assert.Single(response.Headers.GetValues("x-litellm-model-id"));
    }

    private static Task<GatewayFixture> StartAsync(FakeUpstream upstream, string checks) => GatewayFixture.StartAsync(
        GatewayFixture.Yaml([.. Enumerable.Repeat(("gpt-4", upstream.ApiBase), 8)]) + $"router_settings: {{ optional_pre_call_checks: [{checks}] }}\n");

    [Theory]
    [InlineData("""{"model":"gpt-4","litellm_session_id":"s-1"}""")]
    [InlineData("""{"model":"gpt-4","metadata":{"session_id":"s-1"}}""")]
    [InlineData("""{"model":"gpt-4"}""", "x-litellm-session-id", "s-1")]
    public async Task Session_HoweverItIsNamed_GoesBack(string body, string? header = null, string? value = null)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await StartAsync(upstream, "session_affinity");
        (string, string)[] headers = header is null ? [] : [(header, value!)];
        var first = await AskAsync(gateway, body, headers);
        for (var i = 0; i < 12; i++)
        {
            Assert.Equal(first, await AskAsync(gateway, body, headers));
        }
    }

    [Fact]
    public async Task Prefix_InCommon_GoesBack_AndACallerByItsKey()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await StartAsync(upstream, "prompt_caching");
        var system = new string('s', 5000);
        string Asking(string question) => $$"""{"model":"gpt-4","messages":[{"role":"system","content":"{{system}}"},{"role":"user","content":"{{question}}"}]}""";
        var first = await AskAsync(gateway, Asking("one"));
        for (var i = 0; i < 12; i++)
        {
            Assert.Equal(first, await AskAsync(gateway, Asking($"another {i}")));
        }

        await using var byCaller = await StartAsync(upstream, "deployment_affinity");
        (string, string) key = ("Authorization", "Bearer sk-caller-1");
        first = await AskAsync(byCaller, """{"model":"gpt-4","user":"u1"}""", key);
        for (var i = 0; i < 12; i++)
        {
            Assert.Equal(first, await AskAsync(byCaller, $$"""{"model":"gpt-4","user":"u{{i}}"}""", key));
        }
    }

    [Fact]
    public async Task PrefixWeight_WhoHasReadTheBeginning_IsAskedAgain()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayFixture.StartAsync(
            GatewayFixture.Yaml([.. Enumerable.Repeat(("gpt-4", upstream.ApiBase), 8)])
            + "router_settings: { routing_strategy: adaptive, routing_strategy_args: { prefix_weight: 50 } }\n");
        var system = new string('s', 5000);
        string Asking(int question) => $$"""{"model":"gpt-4","messages":[{"role":"system","content":"{{system}}"},{"role":"user","content":"{{question}}"}]}""";
        var first = await AskAsync(gateway, Asking(0));
        for (var i = 1; i < 12; i++)
        {
            Assert.Equal(first, await AskAsync(gateway, Asking(i)));
        }
    }

    [Fact]
    public async Task EffectivePrice_ACacheThatIsWarm_OutweighsACheaperList_AndOnlyWhereItHits()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var cached = 0;
        upstream.Default = _ => FakeReply.Json($$$"""
            {"id":"c","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"ok"},"finish_reason":"stop"}],
             "usage":{"prompt_tokens":1300,"completion_tokens":5,"total_tokens":1305,"prompt_tokens_details":{"cached_tokens":{{{cached}}} } } }
            """);
        await using var gateway = await GatewayFixture.StartAsync($$"""
            model_list:
              - model_name: m
                model_info: { id: cached }
                litellm_params: { model: openai/unheard-of, api_base: {{upstream.ApiBase}}, api_key: k, input_cost_per_token: 0.000003, output_cost_per_token: 0.00001, cache_read_input_token_cost: 0.0000003 }
              - model_name: m
                model_info: { id: plain }
                litellm_params: { model: openai/unheard-of, api_base: {{upstream.ApiBase}}, api_key: k, input_cost_per_token: 0.000002, output_cost_per_token: 0.00001 }
            router_settings: { routing_strategy: cost-based, routing_strategy_args: { effective_price: true } }
            """);
        static string Asking(char about) => $$"""{"model":"m","messages":[{"role":"system","content":"{{new string(about, 5000)}}"},{"role":"user","content":"?"}]}""";
        Assert.Equal("plain", await AskAsync(gateway, """{"model":"m","messages":[]}"""));

        // A conversation that nobody has read costs (3 + 0.3) / 2 there with the turn that will follow; what was read 0.3.
        Assert.Equal("cached", await AskAsync(gateway, Asking('a')));
        cached = 1250;
        Assert.Equal("cached", await AskAsync(gateway, Asking('a')));

        // What is told to explain it: 1,300 tokens or so at 0.3 there, at 2 here; the answer costs the same.
        using var explained = await gateway.PostAsync("/route/explain", Asking('a'));
        using var json = JsonDocument.Parse(await explained.Content.ReadAsStringAsync());
        var scores = json.RootElement.GetProperty("groups")[0].GetProperty("candidates").EnumerateArray()
            .ToDictionary(static c => c.GetProperty("id").GetString()!, static c => c.GetProperty("score").GetDouble());
        Assert.True(scores["cached"] < scores["plain"], $"{scores["cached"]} against {scores["plain"]} dollars");

        // Where it does not hit any more, it is no cheaper than its list.
        cached = 0;
        for (var i = 0; i < 6; i++)
        {
            await AskAsync(gateway, Asking('a'));
        }

        Assert.Equal("plain", await AskAsync(gateway, Asking('a')));
    }
}
