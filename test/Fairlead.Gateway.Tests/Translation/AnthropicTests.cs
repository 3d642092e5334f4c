using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Cli.SimulatedProvider;
using Fairlead.Providers.Simulated;
using Fairlead.Providers.Translation;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Translation;

/// <summary>A client that speaks OpenAI's chat format, and a deployment at Anthropic.</summary>
public sealed class AnthropicTests : IAsyncLifetime
{
    private const string Ask = """{"model":"claude","messages":[{"role":"user","content":"hi"}]""";
    private const string Tools = ""","tools":[{"type":"function","function":{"name":"look","parameters":{"type":"object","properties":{"where":{"type":"string"}}}}}]""";

    private FakeUpstream _upstream = null!;

    public async Task InitializeAsync() => _upstream = await FakeUpstream.StartAsync();

    public async Task DisposeAsync() => await _upstream.DisposeAsync();

    [Fact]
    public async Task Chat_Plain_IsTranslated()
    {
        _upstream.Enqueue(FakeReply.Json("""{"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5-20250929","content":[{"type":"text","text":"hello"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":5,"cache_read_input_tokens":3,"output_tokens":2}}"""));
        await using var gateway = await GatewayFixture.StartAsync(Yaml(_upstream.Url));

        using var response = await gateway.PostAsync("/v1/chat/completions", Ask + ""","max_tokens":9}""");

        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal("hello", (string?)answer["choices"]![0]!["message"]!["content"]);
        Assert.Equal(("stop", 8, 2), ((string?)answer["choices"]![0]!["finish_reason"], (int)answer["usage"]!["prompt_tokens"]!, (int)answer["usage"]!["completion_tokens"]!));
        var request = Assert.Single(_upstream.Requests);
        Assert.Equal("/v1/messages", request.Path);
        Assert.Equal(("sk-a", "2023-06-01", "fine-grained-1"), (request.Headers["x-api-key"], request.Headers["anthropic-version"], request.Headers["anthropic-beta"]));
        Assert.Equal("""{"model":"claude-sonnet-4-5","max_tokens":9,"messages":[{"role":"user","content":[{"type":"text","text":"hi"}]}]}""", request.BodyText);
    }

    [Fact]
    public async Task Chat_Stream_IsTranslatedEventByEvent()
    {
        _upstream.Enqueue(Stream(
            """{"type":"message_start","message":{"id":"msg_1","model":"claude-sonnet-4-5-20250929","usage":{"input_tokens":5,"output_tokens":1}}}""",
            """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""",
            """{"type": "ping"}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"hel"}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"lo"}}""",
            """{"type":"content_block_stop","index":0}""",
            """{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2}}""",
            """{"type":"message_stop"}"""));
        await using var gateway = await GatewayFixture.StartAsync(Yaml(_upstream.Url));

        using var response = await gateway.PostAsync("/v1/chat/completions", Ask + ""","stream":true,"stream_options":{"include_usage":true}}""");

        var chunks = (await response.Content.ReadAsStringAsync()).Split("\n\n").Where(static e => e.StartsWith("data: {", StringComparison.Ordinal)).Select(static e => JsonNode.Parse(e[6..])!).ToList();
        Assert.Equal(["hel", "lo"], chunks.Select(static chunk => chunk["choices"]!.AsArray().Count == 0 ? null : (string?)chunk["choices"]![0]!["delta"]!["content"]).Where(static piece => piece is { Length: > 0 }));
        Assert.Equal((5, 2), ((int)chunks[^1]["usage"]!["prompt_tokens"]!, (int)chunks[^1]["usage"]!["completion_tokens"]!));
        Assert.Contains("\"stream\":true", Assert.Single(_upstream.Requests).BodyText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cache", 200)]
    [InlineData("ids", 200)]
    [InlineData("off", 400)]
    public async Task Chat_PlainClientsToolLoop_BringsSignedThoughtsBack(string state, int expected)
    {
        await using var server = await ProviderServer.StartAsync(Thinking(), 0, TimeProvider.System, CancellationToken.None);
        await using var gateway = await GatewayFixture.StartAsync(Yaml(server.Url) + $"\ngeneral_settings: {{ reasoning_state: {state} }}");

        using var first = await gateway.PostAsync("/v1/chat/completions", Ask + Tools + ""","reasoning_effort":"low"}""");
        var call = JsonNode.Parse(await first.Content.ReadAsStringAsync())!["choices"]![0]!["message"]!["tool_calls"]![0]!;
        using var second = await gateway.PostAsync("/v1/chat/completions", Back((string)call["id"]!));

        Assert.Equal("look", (string?)call["function"]!["name"]);
        Assert.Equal(expected, (int)second.StatusCode);
    }

    [Theory]
    [InlineData("cache", 200)]
    [InlineData("ids", 200)]
    public async Task Chat_PlainClientsStreamedToolLoop_BringsSignedThoughtsBack(string state, int expected)
    {
        await using var server = await ProviderServer.StartAsync(Thinking(), 0, TimeProvider.System, CancellationToken.None);
        await using var gateway = await GatewayFixture.StartAsync(Yaml(server.Url) + $"\ngeneral_settings: {{ reasoning_state: {state} }}");

        using var first = await gateway.PostAsync("/v1/chat/completions", Ask + Tools + ""","reasoning_effort":"low","stream":true}""");
        var id = (await first.Content.ReadAsStringAsync()).Split("\n\n")
            .Where(static e => e.StartsWith("data: {", StringComparison.Ordinal))
            .Select(static e => (string?)JsonNode.Parse(e[6..])!["choices"]?[0]?["delta"]?["tool_calls"]?[0]?["id"])
            .Single(static id => id is not null)!;
        using var second = await gateway.PostAsync("/v1/chat/completions", Back(id));

        Assert.Equal(expected, (int)second.StatusCode);
    }

    [Theory]
    [InlineData(401, "authentication_error")]
    [InlineData(429, "rate_limit_error")]
    [InlineData(400, "invalid_request_error")]
    public async Task Chat_Refused_IsToldInTheClientsFormat(int status, string type)
    {
        _upstream.Default = _ => FakeReply.Json($$$"""{"type":"error","error":{"type":"{{{type}}}","message":"no"},"request_id":"req_1"}""", status);
        await using var gateway = await GatewayFixture.StartAsync(Yaml(_upstream.Url));

        using var response = await gateway.PostAsync("/v1/chat/completions", Ask + "}");

        Assert.Equal(status, (int)response.StatusCode);
        Assert.NotNull((string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!["message"]);
    }

    [Fact]
    public async Task Chat_OverloadedWithinTheStream_GoesToTheNextBeforeContent()
    {
        _upstream.Enqueue(
            Stream("""{"type":"message_start","message":{"id":"msg_1","usage":{"input_tokens":5,"output_tokens":1}}}""", """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"""),
            FakeReply.Json("""{"id":"msg_2","content":[{"type":"text","text":"second"}],"stop_reason":"end_turn","usage":{"input_tokens":5,"output_tokens":2}}"""));
        await using var gateway = await GatewayFixture.StartAsync(Yaml(_upstream.Url).Replace("num_retries: 0", "num_retries: 1", StringComparison.Ordinal));

        using var response = await gateway.PostAsync("/v1/chat/completions", Ask + ""","stream":true}""");

        Assert.Contains("second", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(2, _upstream.Requests.Count);
    }

    private static SimulatedSettings Thinking() => new()
    {
        Format = Dialects.Named("anthropic"),
        ToolCalls = [new SimulatedToolCall("look", """{"where":"here"}""")],
        Text = "done",
        ReasoningText = "I should look.",
        RequireSignature = true,
    };

    // What a client sends back that knows nothing of thoughts.
    private static string Back(string id) => $$$"""
        {"model":"claude","reasoning_effort":"low","messages":[{"role":"user","content":"hi"},{"role":"assistant","content":null,"tool_calls":[{"id":"{{{id}}}","type":"function","function":{"name":"look","arguments":"{}"}}]},{"role":"tool","tool_call_id":"{{{id}}}","content":"found"}]{{{Tools}}}}
        """;

    private static FakeReply Stream(params string[] data) =>
        FakeReply.Raw("text/event-stream", [.. data.Select(static json => Encoding.UTF8.GetBytes($"event: {JsonNode.Parse(json)!["type"]}\ndata: {json}\n\n"))]);

    private static string Yaml(string apiBase) => $$"""
        model_list:
          - model_name: claude
            litellm_params:
              model: anthropic/claude-sonnet-4-5
              api_base: {{apiBase}}
              api_key: sk-a
              extra_headers: { anthropic-beta: fine-grained-1 }
        router_settings: { num_retries: 0 }
        """;
}
