using System.Text.Json;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Limits;

public sealed class BudgetsOverHttpTests
{
    private const string Chat = "/v1/chat/completions";
    private const string Embeddings = "/v1/embeddings";

    /// <summary>A dollar for each token.</summary>
    private static string Yaml(FakeUpstream upstream, string settings, string more = "") => $$"""
        model_list:
          - model_name: m
            litellm_params: { model: openai/a, api_base: "{{upstream.ApiBase}}", api_key: sk-a, input_cost_per_token: 1, output_cost_per_token: 1 {{more}} }
            model_info: { id: d1 }
        router_settings: { {{settings}} }
        """;

    [Theory]
    [InlineData(Chat, false, "Exceeded budget for provider openai: 5 >= 4")]
    [InlineData(Chat, true, "Exceeded budget for provider openai: ")]
    [InlineData(Embeddings, false, "Exceeded budget for provider openai: 4 >= 4")]
    public async Task EveryEndpoint_Spends_ThenIsRefusedWithTheBudgetsName(string path, bool stream, string expected)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Default = request => request.Path.EndsWith("embeddings", StringComparison.Ordinal)
            ? FakeReply.Json("""{"object":"list","data":[{"object":"embedding","index":0,"embedding":[1]}],"model":"a","usage":{"prompt_tokens":4,"total_tokens":4}}""")
            : stream ? FakeReply.ChatStream(["a", "b", "c"]) : FakeReply.Chat("hi");
        await using var gateway = await GatewayFixture.StartAsync(Yaml(upstream, "provider_budget_config: { openai: { budget_limit: 4, time_period: 1d } }"));
        var body = path == Embeddings ? """{"model":"m","input":"x"}""" : $$"""{"model":"m","stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"hi"}]}""";
        Assert.Equal(200, (await AskAsync(gateway, path, body)).Status);

        var (status, text, retryAfter) = await AskAsync(gateway, path, body);

        Assert.Equal(429, status);
        Assert.Equal(60, retryAfter!.Value.TotalSeconds);
        using var document = JsonDocument.Parse(text);
        var error = document.RootElement.GetProperty("error");
        Assert.Equal("budget_exceeded", error.GetProperty("code").GetString());
        Assert.StartsWith("No deployments available - crossed budget: " + expected, error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeploymentAndTag_EachHasItsOwn()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayFixture.StartAsync(
            Yaml(upstream, "tag_budget_config: { batch: { max_budget: 5, budget_duration: 30d } }", ", max_budget: 10, budget_duration: 1mo"));
        const string Tagged = """{"model":"m","metadata":{"tags":["batch"]},"messages":[{"role":"user","content":"hi"}]}""";
        const string Plain = """{"model":"m","messages":[{"role":"user","content":"hi"}]}""";
        Assert.Equal(200, (await AskAsync(gateway, Chat, Tagged)).Status);
        Assert.Contains("Exceeded budget for tag='batch': 5 >= 5", (await AskAsync(gateway, Chat, Tagged)).Body, StringComparison.Ordinal);

        Assert.Equal(200, (await AskAsync(gateway, Chat, Plain)).Status);
        Assert.Contains("Exceeded budget for deployment d1: 10 >= 10", (await AskAsync(gateway, Chat, Plain)).Body, StringComparison.Ordinal);
    }

    private static async Task<(int Status, string Body, TimeSpan? RetryAfter)> AskAsync(GatewayFixture gateway, string path, string body)
    {
        using var response = await gateway.PostAsync(path, body);
        var text = await response.Content.ReadAsStringAsync();
        await GatewayFixture.Eventually(() => gateway.InFlight("m") == 0);
        return ((int)response.StatusCode, text, response.Headers.RetryAfter?.Delta);
    }
}
