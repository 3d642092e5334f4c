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
}
