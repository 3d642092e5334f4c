using System.Text.Json;
using Fairlead.Gateway.Tests.Relay;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Endpoints;

/// <summary>One client's form of ranking, and deployments of many.</summary>
public sealed class RerankTests : IAsyncLifetime
{
    private const string Request = """{"model":"m","query":"fish","documents":["bird",{"text":"fish"}],"top_n":1,"return_documents":true}""";

    private FakeUpstream _upstream = null!;

    public async Task InitializeAsync() => _upstream = await FakeUpstream.StartAsync();

    public async Task DisposeAsync() => await _upstream.DisposeAsync();

    [Theory]
    [InlineData("cohere/rerank-v3.5", "", "/v2/rerank", """{"id":"a","results":[{"index":1,"relevance_score":0.5}]}""")]
    [InlineData("cohere/rerank-v3.5", "/v2/rerank", "/v2/rerank", """{"id":"a","results":[{"index":1,"relevance_score":0.5}]}""")]
    [InlineData("voyage/rerank-2.5", "", "/v1/rerank", """{"object":"list","data":[{"index":1,"relevance_score":0.5}],"usage":{"total_tokens":9}}""")]
    [InlineData("fireworks_ai/r", "", "/inference/v1/rerank", """{"object":"list","data":[{"index":1,"relevance_score":0.5,"document":"fish"}]}""")]
    [InlineData("bedrock/amazon.rerank-v1:0", "", "/model/amazon.rerank-v1%3A0/invoke", """{"results":[{"index":1,"relevance_score":0.5}]}""")]
    public async Task OtherForms_AreTranslatedBothWays(string model, string path, string upstream, string answer)
    {
        _upstream.Enqueue(FakeReply.Json(answer));
        await using var gateway = await StartAsync(model, path);

        using var response = await gateway.PostAsync("/v2/rerank", Request);

        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var best = Assert.Single(json.RootElement.GetProperty("results").EnumerateArray());
        Assert.Equal((1, 0.5, "fish"), (best.GetProperty("index").GetInt32(), best.GetProperty("relevance_score").GetDouble(), best.GetProperty("document").GetProperty("text").GetString()));
        var request = Assert.Single(_upstream.Requests);
        Assert.Equal(upstream, request.Path);
        Assert.Equal("Bearer k", request.Headers["Authorization"]);
        Assert.Contains("\"documents\":[\"bird\",\"fish\"]", request.BodyText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("together_ai/r", "/v1/rerank")]
    [InlineData("jina_ai/r", "/v1/rerank")]
    [InlineData("infinity/r", "/rerank")]
    [InlineData("hosted_vllm/r", "/v1/rerank")]
    public async Task TheClientsForm_IsRelayed(string model, string upstream)
    {
        const string answer = """{"model":"r","results":[{"index":1,"relevance_score":0.5}],"usage":{"total_tokens":9}}""";
        _upstream.Enqueue(FakeReply.Json(answer));
        await using var gateway = await StartAsync(model, "");
        using var response = await gateway.PostAsync("/v1/rerank", Request);
        Assert.Equal(answer, await response.Content.ReadAsStringAsync());
        var request = Assert.Single(_upstream.Requests);
        Assert.Equal(upstream, request.Path);
        Assert.Equal(Request.Replace("\"m\"", "\"r\"", StringComparison.Ordinal), request.BodyText);
    }

    [Fact]
    public async Task Failures_AreTold()
    {
        _upstream.Enqueue(FakeReply.Json("""{"id":"x","message":"no such model"}""", 404), FakeReply.Json("""{"results":[{"index":9,"relevance_score":1}]}"""));
        await using var gateway = await StartAsync("cohere/rerank-v3.5", "");
        using var unknown = await gateway.PostAsync("/v2/rerank", Request);
        using var malformed = await gateway.PostAsync("/v2/rerank", Request);
        using var bad = await gateway.PostAsync("/v2/rerank", """{"model":"m","query":"q","documents":[]}""");
        using var unplaced = await gateway.PostAsync("/v2/rerank", """{"model":"m","query":"q","documents":["a"],"rank_fields":["a"]}""");
        using var chat = await gateway.PostAsync("/v1/chat/completions", """{"model":"v","messages":[{"role":"user","content":"Hi"}]}""");

        Assert.Equal(404, (int)unknown.StatusCode);
        Assert.Equal("upstream_malformed_response", (await Responses.ErrorAsync(malformed)).Code);
        Assert.Equal("documents", (await Responses.ErrorAsync(bad)).Param);
        Assert.Equal("unsupported_parameter", (await Responses.ErrorAsync(unplaced)).Code);
        Assert.Equal(501, (int)chat.StatusCode);
        Assert.Equal(2, _upstream.Requests.Count);
    }

    private Task<GatewayFixture> StartAsync(string model, string path) => GatewayFixture.StartAsync($$"""
        model_list:
          - model_name: m
            litellm_params: { model: {{model}}, api_base: "{{_upstream.Url}}{{path}}", api_key: k, cooldown_time: 0 }
          - model_name: v
            litellm_params: { model: voyage/any, api_base: "{{_upstream.Url}}", api_key: k }
        router_settings: { num_retries: 0 }
        """);
}
