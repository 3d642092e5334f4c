using System.Text.Json;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Relay;

/// <summary>What LiteLLM's own tests ask of its router, over HTTP.</summary>
public sealed class LiteLlmFactsTests : IAsyncLifetime
{
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

    [Theory]
    [InlineData("/v1/chat/completions", """{"model":"m","metadata":{"tags":["TAG"]},"messages":[]}""")]
    [InlineData("/v1/completions", """{"model":"m","tags":["TAG"],"prompt":"hi"}""")]
    [InlineData("/v1/embeddings", """{"model":"m","metadata":{"tags":["TAG"]},"input":"hi"}""")]
    [InlineData("/v1/responses", """{"model":"m","litellm_metadata":{"tags":["TAG"]},"input":"hi"}""")]
    [InlineData("/v1/messages", """{"model":"m","litellm_metadata":{"tags":["TAG"]},"max_tokens":5,"messages":[{"role":"user","content":"hi"}]}""")]
    public async Task Tags_OnEveryEndpoint_GoToTheirOwn(string path, string body)
    {
        await using var gateway = await GatewayFixture.StartAsync($$"""
            model_list:
              - model_name: m
                litellm_params: { model: openai/a, api_base: "{{_first.ApiBase}}", api_key: k, tags: [free] }
                model_info: { id: free }
              - model_name: m
                litellm_params: { model: openai/b, api_base: "{{_second.ApiBase}}", api_key: k, tags: [paid] }
                model_info: { id: paid }
            router_settings: { enable_tag_filtering: true }
            """);
        for (var i = 0; i < 3; i++)
        {
            foreach (var tag in (string[])["free", "paid"])
            {
                using var response = await gateway.PostAsync(path, body.Replace("TAG", tag, StringComparison.Ordinal));
                Assert.Equal(tag, Responses.Header(response, "x-litellm-model-id"));
            }
        }

        using var refused = await gateway.PostAsync(path, body.Replace("TAG", "other", StringComparison.Ordinal));
        Assert.Equal(401, (int)refused.StatusCode);
        Assert.Equal((3, 3), (_first.Requests.Count, _second.Requests.Count));
    }

    [Fact]
    public async Task Region_OfTheRequest_GoesToIt_AndIsNotSentOn()
    {
        await using var gateway = await GatewayFixture.StartAsync($$"""
            model_list:
              - model_name: m
                litellm_params: { model: openai/a, api_base: "{{_first.ApiBase}}", api_key: k, region_name: eu }
              - model_name: m
                litellm_params: { model: openai/b, api_base: "{{_second.ApiBase}}", api_key: k }
            """);
        for (var i = 0; i < 5; i++)
        {
            using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"m","allowed_model_region":"eu","messages":[]}""");
            Assert.Equal(200, (int)response.StatusCode);
        }

        Assert.Equal("""{"model":"a","messages":[]}""", _first.Requests[0].BodyText);
        Assert.Equal((5, 0), (_first.Requests.Count, _second.Requests.Count));
        using var nobody = await gateway.PostAsync("/v1/chat/completions", """{"model":"m","allowed_model_region":"us","messages":[]}""");
        Assert.Equal(403, (int)nobody.StatusCode);
        using var wrong = await gateway.PostAsync("/v1/chat/completions", """{"model":"m","allowed_model_region":3}""");
        Assert.Equal((400, "allowed_model_region"), ((int)wrong.StatusCode, (await Responses.ErrorAsync(wrong)).Param));
    }

    [Theory]
    [InlineData("/v1/chat/completions", """{"model":"my-fake-model","messages":[]}""")]
    [InlineData("/v1/embeddings", """{"model":"my-fake-model","input":"hi"}""")]
    public async Task Wildcard_ThatDoesNotCoverTheName_IsAnUnknownModel(string path, string body)
    {
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.Yaml(("\"*meta.llama3*\"", _first.ApiBase)));
        using var response = await gateway.PostAsync(path, body);

        Assert.Equal(404, (int)response.StatusCode);
        var (message, _, _, code) = await Responses.ErrorAsync(response);
        Assert.Equal("model_not_found", code);
        Assert.DoesNotContain("No deployments available", message, StringComparison.Ordinal);
        Assert.Empty(_first.Requests);
    }

    [Fact]
    public async Task Stream_RefusedAsOverloadedAtItsStart_TheFallbackStreams()
    {
        _first.Default = static _ => FakeReply.Error(529, "Overloaded", "overloaded_error");
        _second.Enqueue(FakeReply.ChatStream(["Hel", "lo"]));
        var yaml = GatewayFixture.YamlInOrder(("m", _first.ApiBase), ("spare", _second.ApiBase)) + "router_settings: { num_retries: 0, fallbacks: [{ m: [spare] }] }\n";
        await using var gateway = await GatewayFixture.StartAsync(yaml);

        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"m","stream":true,"messages":[]}""");

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("1", Responses.Header(response, "x-litellm-attempted-fallbacks"));
        var text = await response.Content.ReadAsStringAsync();
        Assert.Contains("Hel", text, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", text, StringComparison.Ordinal);
        Assert.Single(_first.Requests);
    }

    [Fact]
    public async Task Messages_ServerError_TheFallbackAnswers()
    {
        _first.Default = static _ => FakeReply.Json("""{"type":"error","error":{"type":"api_error","message":"Internal server error"}}""", 500);
        _second.Default = static _ => FakeReply.Chat("from the fallback");
        await using var gateway = await GatewayFixture.StartAsync($$"""
            model_list:
              - { model_name: claude, litellm_params: { model: anthropic/claude-sonnet-4-5, api_base: "{{_first.Url}}", api_key: k } }
              - { model_name: spare, litellm_params: { model: openai/b, api_base: "{{_second.ApiBase}}", api_key: k } }
            router_settings: { num_retries: 0, fallbacks: [{ claude: [spare] }] }
            """);

        using var response = await gateway.PostAsync("/v1/messages", """{"model":"claude","max_tokens":5,"messages":[{"role":"user","content":"hi"}]}""");

        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(("message", "from the fallback"), (answer.RootElement.GetProperty("type").GetString(), answer.RootElement.GetProperty("content")[0].GetProperty("text").GetString()));
        Assert.Equal("1", Responses.Header(response, "x-litellm-attempted-fallbacks"));
        Assert.Single(_first.Requests);
    }

    [Theory]
    [InlineData(404, "Item with id 'rs_1' not found. Items are not persisted when `store` is set to false.", null)]
    [InlineData(404, "Response with id 'resp_1' not found.", null)]
    [InlineData(400, "Previous response with id 'resp_1' not found.", "previous_response_not_found")]
    [InlineData(400, "The encrypted content gAAA...DQ== could not be verified.", "invalid_encrypted_content")]
    public async Task Reference_ThatNobodyKnows_IsTheClientsToHear_AndRestsNobody(int status, string message, string? code)
    {
        _first.Default = _ => FakeReply.Error(status, message, "invalid_request_error", code);
        await using var gateway = await GatewayFixture.StartAsync($$"""
            model_list:
              - { model_name: m, litellm_params: { model: hosted_vllm/a, api_base: "{{_first.ApiBase}}", api_key: k1 } }
              - { model_name: m, litellm_params: { model: hosted_vllm/a, api_base: "{{_first.ApiBase}}", api_key: k2 } }
            router_settings: { allowed_fails: 0 }
            """);

        using var response = await gateway.PostAsync("/v1/responses", """{"model":"m","input":[{"type":"item_reference","id":"rs_1"}]}""");

        Assert.Equal((status, message), ((int)response.StatusCode, (await Responses.ErrorAsync(response)).Message));
        Assert.Equal(2, _first.Requests.Count);
        Assert.All(gateway.Get<Router>().Snapshot().Deployments, static deployment => Assert.Null(deployment.Cooldown));
    }

    [Theory]
    [InlineData("/v1/embeddings", "", true)]
    [InlineData("/v1/embeddings", ", mode: embedding", false)]
    [InlineData("/v1/completions", "", true)]
    [InlineData("/v1/moderations", "", true)]
    [InlineData("/v1/chat/completions", "", false)]
    public async Task Endpoint_ThatAServerDoesNotHave_RestsItOnlyWhereItIsThereForThat(string path, string info, bool isWell)
    {
        _first.Default = static _ => FakeReply.Json("""{"detail":"Not Found"}""", 404);
        await using var gateway = await GatewayFixture.StartAsync($$"""
            model_list:
              - { model_name: m, litellm_params: { model: openai/served-here, api_base: "{{_first.ApiBase}}", api_key: k }, model_info: { id: d{{info}} } }
            """);

        using var response = await gateway.PostAsync(path, """{"model":"m","input":"hi","prompt":"hi","messages":[]}""");

        Assert.False(response.IsSuccessStatusCode);
        Assert.Single(_first.Requests);
        Assert.Equal(isWell, gateway.Get<Router>().Snapshot().Deployments[0].Cooldown is null);

        // Of a model that is not there every endpoint says so.
        _first.Default = static _ => FakeReply.Error(404, "The model `served-here` does not exist.", "NotFoundError");
        using var gone = await gateway.PostAsync(path, """{"model":"m","input":"hi","prompt":"hi","messages":[]}""");
        Assert.NotNull(gateway.Get<Router>().Snapshot().Deployments[0].Cooldown);
    }

    [Fact]
    public async Task Metadata_OfACaller_NeverChoosesWhoRestsOrForHowLong()
    {
        _first.Default = static _ => FakeReply.Error(429);
        var yaml = GatewayFixture.YamlInOrder(("m", _first.ApiBase), ("m", _second.ApiBase), ("other", _second.ApiBase));
        await using var gateway = await GatewayFixture.StartAsync(yaml);
        const string Forged = """{"model":"m","messages":[],"cooldown_time":3600,"metadata":{"model_info":{"id":"d3"},"deployment":"d3","cooldown_time":3600},"litellm_metadata":{"model_info":{"id":"d3"}}}""";
        using (var response = await gateway.PostAsync("/v1/chat/completions", Forged))
        {
            Assert.Equal("d2", Responses.Header(response, "x-litellm-model-id"));
        }

        var seen = gateway.Get<Router>().Snapshot().Deployments.ToDictionary(static d => d.Id);
        Assert.NotNull(seen["d1"].Cooldown);
        Assert.InRange(seen["d1"].Cooldown!.SecondsLeft, 0, 5);
        Assert.Null(seen["d2"].Cooldown);
        Assert.Null(seen["d3"].Cooldown);
    }
}
