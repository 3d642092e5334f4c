using System.Text.Json.Nodes;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Endpoints;

/// <summary>What clients of Anthropic ask beside messages: tokens, and which models there are.</summary>
public sealed class AnthropicEndpointsTests : IAsyncLifetime
{
    private const string Count = """{"model":"claude","messages":[{"role":"user","content":"How many tokens are these?"}]}""";

    private FakeUpstream _upstream = null!;

    public async Task InitializeAsync() => _upstream = await FakeUpstream.StartAsync();

    public async Task DisposeAsync() => await _upstream.DisposeAsync();

    [Fact]
    public async Task CountTokens_AtAnthropic_IsRelayed()
    {
        _upstream.Enqueue(FakeReply.Json("""{"input_tokens":14}"""));
        await using var gateway = await GatewayFixture.StartAsync(Anthropic());

        using var response = await gateway.PostAsync("/v1/messages/count_tokens", Count, ("anthropic-beta", "token-counting-2024-11-01"));

        Assert.Equal("""{"input_tokens":14}""", await response.Content.ReadAsStringAsync());
        var request = Assert.Single(_upstream.Requests);
        Assert.Equal(("/v1/messages/count_tokens", "token-counting-2024-11-01"), (request.Path, request.Headers["anthropic-beta"]));
        Assert.Equal(Count.Replace("\"claude\"", "\"claude-sonnet-4-5\"", StringComparison.Ordinal), request.BodyText);
    }

    [Fact]
    public async Task CountTokens_RefusedByAnthropic_IsToldInItsWords()
    {
        const string Refusal = """{"type":"error","error":{"type":"invalid_request_error","message":"messages: Field required"},"request_id":"req_1"}""";
        _upstream.Enqueue(FakeReply.Json(Refusal, 400));
        await using var gateway = await GatewayFixture.StartAsync(Anthropic());

        using var response = await gateway.PostAsync("/v1/messages/count_tokens", Count);

        Assert.Equal((400, Refusal), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task CountTokens_ElsewhereOrWhereAnthropicFails_IsEstimated()
    {
        _upstream.Default = static _ => FakeReply.Json("""{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""", 529);
        foreach (var yaml in (string[])[Anthropic(), GatewayFixture.Yaml(("claude", _upstream.ApiBase))])
        {
            await using var gateway = await GatewayFixture.StartAsync(yaml);

            using var response = await gateway.PostAsync("/v1/messages/count_tokens", Count);

            Assert.Equal("true", Assert.Single(response.Headers.GetValues("x-fairlead-estimated")));
            Assert.InRange((int)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["input_tokens"]!, 5, 50);
        }
    }

    [Fact]
    public async Task CountTokens_OfAModelNobodyKnows_IsNotFound()
    {
        await using var gateway = await GatewayFixture.StartAsync(Anthropic());

        using var response = await gateway.PostAsync("/v1/messages/count_tokens", Count.Replace("\"claude\"", "\"nobody\"", StringComparison.Ordinal));

        Assert.Equal(404, (int)response.StatusCode);
        Assert.Equal("not_found_error", (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!["type"]);
    }

    [Fact]
    public async Task Models_ForAnthropicsClients_AreInTheirForm()
    {
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.Yaml(("a", _upstream.ApiBase), ("b", _upstream.ApiBase), ("c", _upstream.ApiBase)));

        var all = await GetAsync(gateway, "/v1/models");
        var first = await GetAsync(gateway, "/v1/models?limit=2");
        var second = await GetAsync(gateway, "/v1/models?limit=2&after_id=b");
        var back = await GetAsync(gateway, "/v1/models?limit=1&before_id=c");
        var one = await GetAsync(gateway, "/v1/models/b");
        var none = await GetAsync(gateway, "/v1/models/nobody");

        Assert.Equal(("a,b,c", false), Page(all));
        Assert.Equal(("a,b", true), Page(first));
        Assert.Equal(("c", false), Page(second));
        Assert.Equal(("b", true), Page(back));
        Assert.Equal(("a", "b"), ((string?)first["first_id"], (string?)first["last_id"]));
        Assert.Equal(("model", "b", "b"), ((string?)one["type"], (string?)one["id"], (string?)one["display_name"]));
        Assert.True(DateTimeOffset.TryParse((string?)one["created_at"], System.Globalization.CultureInfo.InvariantCulture, out _));
        Assert.Equal("not_found_error", (string?)none["error"]!["type"]);
    }

    private static (string Ids, bool HasMore) Page(JsonNode list) =>
        (string.Join(',', list["data"]!.AsArray().Select(static model => (string?)model!["id"])), (bool)list["has_more"]!);

    private static async Task<JsonNode> GetAsync(GatewayFixture gateway, string path)
    {
        using var response = await gateway.GetAsync(path, ("anthropic-version", "2023-06-01"));
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    private string Anthropic() => $$"""
        model_list:
          - model_name: claude
            litellm_params: { model: anthropic/claude-sonnet-4-5, api_base: {{_upstream.Url}}, api_key: sk-a }
        router_settings: { num_retries: 0 }
        """;
}
