using System.Text.Json.Nodes;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Translation;

/// <summary>Requests of the Responses API at deployments that have it and such that do not, and chat requests at such that have nothing else.</summary>
public sealed class ResponsesTests : IAsyncLifetime
{
    private const string Whole = """{"id":"resp_u1","object":"response","created_at":1700000000,"status":"completed","model":"gpt-5","output":[{"id":"rs_1","type":"reasoning","summary":[],"encrypted_content":"gAAAAABx"},{"id":"msg_1","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":"hello","annotations":[]}]}],"usage":{"input_tokens":5,"output_tokens":2,"total_tokens":7}}""";

    private static readonly string[] Events =
    [
        """{"type":"response.created","response":{"id":"resp_u1","model":"gpt-5","status":"in_progress"}}""",
        """{"type":"response.output_item.added","output_index":0,"item":{"id":"msg_1","type":"message"}}""",
        """{"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"hel"}""",
        """{"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"lo"}""",
        """{"type":"response.output_item.done","output_index":0,"item":{"id":"msg_1","type":"message"}}""",
        """{"type":"response.completed","response":{"id":"resp_u1","status":"completed","usage":{"input_tokens":5,"output_tokens":2,"total_tokens":7}}}""",
    ];

    private FakeUpstream _upstream = null!;

    public async Task InitializeAsync() => _upstream = await FakeUpstream.StartAsync();

    public async Task DisposeAsync() => await _upstream.DisposeAsync();

    [Fact]
    public async Task Responses_WhereTheyAreSpoken_AreRelayedByteForByte()
    {
        _upstream.Enqueue(FakeReply.Json(Whole));
        _upstream.Enqueue(FakeReply.Events(Events));
        await using var gateway = await StartAsync("model: hosted_vllm/gpt-5, temperature: 0.5, max_tokens: 9, stop: [x]");
        const string Body = """ "input":"hi","tools":[{"type":"web_search"}],"previous_response_id":"resp_0" """;

        using var plain = await gateway.PostAsync("/v1/responses", $$"""{"model":"m",{{Body}}}""");
        using var stream = await gateway.PostAsync("/responses", $$"""{"model":"m","stream":true,"temperature":1,{{Body}}}""");

        Assert.Equal(Whole, await plain.Content.ReadAsStringAsync());
        Assert.Equal(string.Concat(Events.Select(static data => $"data: {data}\n\n")), await stream.Content.ReadAsStringAsync());
        Assert.Equal(
            [$$"""/v1/responses {"temperature":0.5,"max_output_tokens":9,"model":"gpt-5",{{Body}}}""", $$"""/v1/responses {"max_output_tokens":9,"model":"gpt-5","stream":true,"temperature":1,{{Body}}}"""],
            _upstream.Requests.Select(static request => $"{request.Path} {request.BodyText}"));
    }

    [Fact]
    public async Task Responses_ThatAreRelayed_GetADeploymentsParametersInTheirOwnForm()
    {
        _upstream.Enqueue(FakeReply.Json(Whole));
        _upstream.Enqueue(FakeReply.Json(Whole));
        await using var gateway = await StartAsync(
            "model: hosted_vllm/gpt-5, reasoning_effort: low, verbosity: high, top_k: 3, seed: 7, tool_choice: required, response_format: { type: json_schema, json_schema: { name: a, schema: { type: object } } }, "
            + "tools: [{ type: function, function: { name: look, parameters: { type: object } } }]");

        using var plain = await gateway.PostAsync("/v1/responses", """{"model":"m","input":"hi"}""");
        using var own = await gateway.PostAsync("/v1/responses", """{"model":"m","input":"hi","text":{"verbosity":"low"},"reasoning":{"effort":"high"},"tool_choice":"none","tools":[]}""");

        var sent = JsonNode.Parse(_upstream.Requests[0].BodyText)!;
        Assert.Equal(("low", "high", "json_schema", "a"), ((string?)sent["reasoning"]!["effort"], (string?)sent["text"]!["verbosity"], (string?)sent["text"]!["format"]!["type"], (string?)sent["text"]!["format"]!["name"]));
        Assert.Equal(("function", "look", "required", 3), ((string?)sent["tools"]![0]!["type"], (string?)sent["tools"]![0]!["name"], (string?)sent["tool_choice"], (int)sent["top_k"]!));
        Assert.Null(sent["seed"]);
        Assert.Null(sent["store"]);
        Assert.Equal("""{"top_k":3,"model":"gpt-5","input":"hi","text":{"verbosity":"low"},"reasoning":{"effort":"high"},"tool_choice":"none","tools":[]}""", _upstream.Requests[1].BodyText);
    }

    [Fact]
    public async Task Responses_WhereOnlyChatIsSpoken_AreTranslated()
    {
        _upstream.Enqueue(FakeReply.Chat("hello", 5, 2));
        _upstream.Enqueue(FakeReply.ChatStream(["hel", "lo"], usage: true));
        await using var gateway = await StartAsync("model: openai/gpt-5");

        using var plain = await gateway.PostAsync(
            "/v1/responses", """{"model":"m","instructions":"Be brief.","input":"hi","store":true,"text":{"format":{"type":"json_schema","name":"a","schema":{"type":"object"},"strict":true}}}""");
        using var stream = await gateway.PostAsync("/v1/responses", """{"model":"m","input":[{"role":"user","content":"hi"}],"stream":true}""");

        var answer = JsonNode.Parse(await plain.Content.ReadAsStringAsync())!;
        Assert.Equal(("response", "completed", "hello", 7), ((string?)answer["object"], (string?)answer["status"], (string?)answer["output"]![0]!["content"]![0]!["text"], (int)answer["usage"]!["total_tokens"]!));
        Assert.EndsWith("\n\n", await stream.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(
            """{"model":"gpt-5","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"hi"}],"response_format":{"type":"json_schema","json_schema":{"name":"a","schema":{"type":"object"},"strict":true}}}""",
            _upstream.Requests[0].BodyText);
    }

    [Theory]
    [InlineData(""" "previous_response_id":"resp_0" """, "previous_response_id")]
    [InlineData(""" "tools":[{"type":"file_search","vector_store_ids":["vs"]}] """, "tools")]
    [InlineData(""" "background":true """, "background")]
    public async Task Responses_WithStateThatNobodyKeeps_AreRefused(string member, string parameter)
    {
        await using var gateway = await StartAsync("model: openai/gpt-5");

        using var response = await gateway.PostAsync("/v1/responses", $$"""{"model":"m","input":"hi",{{member}}}""");

        var error = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!;
        Assert.Equal((400, parameter, "invalid_request_error"), ((int)response.StatusCode, (string?)error["param"], (string?)error["type"]));
        Assert.Empty(_upstream.Requests);
    }

    [Fact]
    public async Task Responses_ThatOneDeploymentCannotTake_GoToOneThatCan()
    {
        await using var native = await FakeUpstream.StartAsync();
        native.Default = static _ => FakeReply.Json(Whole);
        await using var gateway = await GatewayFixture.StartAsync($$"""
            model_list:
              - model_name: m
                litellm_params: { model: openai/gpt-5, api_key: k, order: 1, api_base: "{{_upstream.ApiBase}}" }
              - model_name: m
                litellm_params: { model: hosted_vllm/gpt-5, api_key: k, order: 2, api_base: "{{native.ApiBase}}" }
            """);

        using var response = await gateway.PostAsync("/v1/responses", """{"model":"m","input":[{"type":"item_reference","id":"rs_1"}]}""");

        Assert.Equal(Whole, await response.Content.ReadAsStringAsync());
        Assert.Empty(_upstream.Requests);
    }

    [Fact]
    public async Task Chat_WhereOnlyResponsesAreSpoken_IsTranslatedThere()
    {
        _upstream.Enqueue(FakeReply.Json(Whole));
        _upstream.Enqueue(FakeReply.Events(Events));
        await using var gateway = await StartAsync("model: openai/responses/gpt-5");
        const string Body = """ "messages":[{"role":"user","content":"hi"}] """;

        using var plain = await gateway.PostAsync("/v1/chat/completions", $$"""{"model":"m","max_tokens":9,{{Body}}}""");
        using var stream = await gateway.PostAsync("/v1/chat/completions", $$"""{"model":"m","stream":true,{{Body}}}""");

        var answer = JsonNode.Parse(await plain.Content.ReadAsStringAsync())!;
        Assert.Equal(("chat.completion", "hello", "stop", 5), ((string?)answer["object"], (string?)answer["choices"]![0]!["message"]!["content"], (string?)answer["choices"]![0]!["finish_reason"], (int)answer["usage"]!["prompt_tokens"]!));
        var text = await stream.Content.ReadAsStringAsync();
        Assert.Equal(["hel", "lo"], text.Split("\n\n").Where(static e => e.StartsWith("data: {", StringComparison.Ordinal)).Select(static e => (string?)JsonNode.Parse(e[6..])!["choices"]?[0]?["delta"]?["content"]).Where(static piece => piece is { Length: > 0 }));
        Assert.EndsWith("data: [DONE]\n\n", text, StringComparison.Ordinal);
        Assert.Equal(
            """/v1/responses {"model":"gpt-5","input":[{"type":"message","role":"user","content":"hi"}],"max_output_tokens":9,"store":false,"include":["reasoning.encrypted_content"]}""",
            _upstream.Requests.Select(static request => $"{request.Path} {request.BodyText}").First());
    }

    [Fact]
    public async Task Stream_ThatFailsBeforeItsContent_GoesToTheNextDeployment()
    {
        await using var other = await FakeUpstream.StartAsync();
        other.Default = static _ => FakeReply.Events(Events);
        _upstream.Default = static _ => FakeReply.Events(Events[0], Events[1], """{"type":"response.failed","response":{"id":"resp_u1","status":"failed","error":{"code":"server_error","message":"no"}}}""");
        await using var gateway = await GatewayFixture.StartAsync($$"""
            model_list:
              - model_name: m
                litellm_params: { model: hosted_vllm/gpt-5, api_key: k, order: 1, api_base: "{{_upstream.ApiBase}}" }
              - model_name: m
                litellm_params: { model: hosted_vllm/gpt-5, api_key: k, order: 2, api_base: "{{other.ApiBase}}" }
            """);

        using var response = await gateway.PostAsync("/v1/responses", """{"model":"m","input":"hi","stream":true}""");

        Assert.DoesNotContain("failed", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Single(other.Requests);
    }

    [Theory]
    [InlineData("GET", "", "?include=x")]
    [InlineData("DELETE", "", "")]
    [InlineData("POST", "/cancel", "")]
    [InlineData("GET", "/input_items", "?limit=2")]
    public async Task Stored_IsAskedOfEveryDeploymentUntilOneKnowsIt(string method, string rest, string query)
    {
        await using var other = await FakeUpstream.StartAsync();
        other.Default = static _ => FakeReply.Json(Whole);
        _upstream.Default = static _ => FakeReply.Error(404, "Response with id 'resp_u1' not found.", "invalid_request_error");
        await using var gateway = await StartTwoAsync(other.ApiBase);

        using var response = await gateway.SendAsync(new HttpMethod(method), "/v1/responses/resp_u1" + rest + query, default, default);

        Assert.Equal((200, Whole), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
        Assert.Equal(($"/v1/responses/resp_u1{rest}", query, "Bearer k"), (other.Requests.Single().Path, other.Requests.Single().Query, other.Requests.Single().Headers["Authorization"]));
    }

    [Fact]
    public async Task Stored_ThatNobodyKnows_IsNotFound()
    {
        await using var gateway = await StartAsync("model: openai/gpt-5");

        using var response = await gateway.GetAsync("/v1/responses/resp_u1");

        Assert.Equal((404, "response_not_found"), ((int)response.StatusCode, (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!["code"]));
        Assert.Empty(_upstream.Requests);
    }

    [Fact]
    public async Task Continued_GoesToWhoKnowsTheAnswer()
    {
        await using var other = await FakeUpstream.StartAsync();
        other.Default = static _ => FakeReply.Json(Whole);
        _upstream.Default = static _ => FakeReply.Error(400, "Previous response with id 'resp_u1' not found.", "invalid_request_error", "previous_response_not_found");
        await using var gateway = await StartTwoAsync(other.ApiBase, "optional_pre_call_checks: [responses_api_deployment_check]");
        const string Body = """{"model":"m","input":"hi","previous_response_id":"resp_u1"}""";

        using var first = await gateway.PostAsync("/v1/responses", Body);
        using var second = await gateway.PostAsync("/v1/responses", Body);

        Assert.Equal((200, 200), ((int)first.StatusCode, (int)second.StatusCode));
        Assert.Equal((1, 2), (_upstream.Requests.Count, other.Requests.Count));
    }

    private Task<GatewayFixture> StartTwoAsync(string second, string settings = "num_retries: 0") => GatewayFixture.StartAsync($$"""
        model_list:
          - model_name: m
            litellm_params: { model: hosted_vllm/gpt-5, api_key: k, order: 1, api_base: "{{_upstream.ApiBase}}" }
          - model_name: m
            litellm_params: { model: hosted_vllm/gpt-5, api_key: k, order: 2, api_base: "{{second}}" }
        router_settings: { {{settings}} }
        """);

    private Task<GatewayFixture> StartAsync(string parameters) => GatewayFixture.StartAsync($$"""
        model_list:
          - model_name: m
            litellm_params: { {{parameters}}, api_key: k, api_base: "{{_upstream.ApiBase}}" }
        router_settings: { num_retries: 0 }
        """);
}
