using System.Text;
using System.Text.Json.Nodes;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Translation;

/// <summary>A client that speaks Anthropic's Messages: to Anthropic, where it is relayed, and to OpenAI, where it is translated.</summary>
public sealed class MessagesClientTests : IAsyncLifetime
{
    private const string Ask = """{"model":"claude","max_tokens":100,"messages":[{"role":"user","content":"hi"}]""";

    private static readonly string[] Events =
    [
        """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":5,"output_tokens":1}}    }""",
        """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""} }""",
        """{"type": "ping"}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"hello"}  }""",
        """{"type":"content_block_stop","index":0}""",
        """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":2}}""",
        """{"type":"message_stop" }""",
    ];

    private FakeUpstream _upstream = null!;

    public async Task InitializeAsync() => _upstream = await FakeUpstream.StartAsync();

    public async Task DisposeAsync() => await _upstream.DisposeAsync();

    [Fact]
    public async Task Plain_ToAnthropic_IsRelayedByteForByte()
    {
        const string Answer = """{ "id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":[{"type":"text","text":"hello","future":1}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":5,"output_tokens":2} }""";
        _upstream.Enqueue(FakeReply.Json(Answer));
        await using var gateway = await GatewayFixture.StartAsync(Anthropic(_upstream.Url));

        using var response = await gateway.PostAsync("/v1/messages", Ask + ""","new_member":{"a":[1, 2]}}""", ("anthropic-beta", "context-1m-2025-08-07"), ("anthropic-version", "2023-06-01"), ("x-api-key", "anything"));

        Assert.Equal(Answer, await response.Content.ReadAsStringAsync());
        var request = Assert.Single(_upstream.Requests);
        Assert.Equal((Ask + ""","new_member":{"a":[1, 2]}}""").Replace("\"claude\"", "\"claude-sonnet-4-5\"", StringComparison.Ordinal), request.BodyText);
        Assert.Equal(("context-1m-2025-08-07", "2023-06-01", "sk-a"), (request.Headers["anthropic-beta"], request.Headers["anthropic-version"], request.Headers["x-api-key"]));
    }

    [Fact]
    public async Task Stream_ToAnthropic_IsRelayedByteForByte()
    {
        _upstream.Enqueue(Stream(Events));
        await using var gateway = await GatewayFixture.StartAsync(Anthropic(_upstream.Url));

        using var response = await gateway.PostAsync("/v1/messages", Ask + ""","stream":true}""");

        Assert.Equal(string.Concat(Stream(Events).Chunks.Select(Encoding.UTF8.GetString)), await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Stream_ThatAnthropicBreaksWithAnError_GoesToTheNextBeforeContent()
    {
        _upstream.Enqueue(Stream([.. Events[..2], """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"""]), Stream(Events));
        await using var gateway = await GatewayFixture.StartAsync(Anthropic(_upstream.Url).Replace("num_retries: 0", "num_retries: 1", StringComparison.Ordinal));

        using var response = await gateway.PostAsync("/v1/messages", Ask + ""","stream":true}""");

        var text = await response.Content.ReadAsStringAsync();
        Assert.Contains("hello", text, StringComparison.Ordinal);
        Assert.DoesNotContain("overloaded_error", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_ThatBreaksOff_EndsWithAnErrorOfTheFormat()
    {
        _upstream.Enqueue(Stream(Events[..4]) with { Ending = FakeEnding.Cut });
        await using var gateway = await GatewayFixture.StartAsync(Anthropic(_upstream.Url));

        using var response = await gateway.PostAsync("/v1/messages", Ask + ""","stream":true}""");
        var text = new StringBuilder();
        try
        {
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
            while (await reader.ReadLineAsync() is { } line)
            {
                text.Append(line).Append('\n');
            }
        }
        catch (IOException)
        {
            // The answer is left unfinished.
        }

        Assert.Contains("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\"", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plain_ToADeploymentWithOpenAIsWords_IsWrittenForIt()
    {
        _upstream.Enqueue(FakeReply.Json("""{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"hello"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":5,"output_tokens":2}}"""));
        await using var gateway = await GatewayFixture.StartAsync(Anthropic(_upstream.Url).Replace("api_key: sk-a", "api_key: sk-a\n      stop: [END]", StringComparison.Ordinal));

        using var response = await gateway.PostAsync("/v1/messages", Ask + "}");

        Assert.Equal("hello", (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["content"]![0]!["text"]);
        Assert.Contains("\"stop_sequences\":[\"END\"]", Assert.Single(_upstream.Requests).BodyText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plain_ToOpenAI_IsTranslated()
    {
        _upstream.Enqueue(FakeReply.Chat("hello"));
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.Yaml(("claude", _upstream.ApiBase)));

        using var response = await gateway.PostAsync("/v1/messages", Ask + ""","system":"be brief","stop_sequences":["END"]}""");

        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal(("message", "assistant", "hello", "end_turn"), ((string?)answer["type"], (string?)answer["role"], (string?)answer["content"]![0]!["text"], (string?)answer["stop_reason"]));
        Assert.Equal((3, 2), ((int)answer["usage"]!["input_tokens"]!, (int)answer["usage"]!["output_tokens"]!));
        Assert.Equal("""{"model":"up-1","messages":[{"role":"system","content":"be brief"},{"role":"user","content":"hi"}],"max_tokens":100,"stop":["END"]}""", Assert.Single(_upstream.Requests).BodyText);
    }

    [Fact]
    public async Task Stream_ToOpenAI_IsTranslatedEventByEvent()
    {
        _upstream.Enqueue(FakeReply.ChatStream(["hel", "lo"], usage: true));
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.Yaml(("claude", _upstream.ApiBase)));

        using var response = await gateway.PostAsync("/v1/messages", Ask + ""","stream":true}""");

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        var events = (await response.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(static e => JsonNode.Parse(e[(e.IndexOf("data: ", StringComparison.Ordinal) + 6)..])!).ToList();
        Assert.Equal(
            ["message_start", "content_block_start", "content_block_delta", "content_block_delta", "content_block_stop", "message_delta", "message_stop"],
            events.Select(static e => (string?)e["type"]));
        Assert.Equal((3, 2), ((int)events[^2]["usage"]!["input_tokens"]!, (int)events[^2]["usage"]!["output_tokens"]!));
    }

    [Fact]
    public async Task ToolLoop_ToOpenAI_GoesRound()
    {
        _upstream.Enqueue(
            FakeReply.Json("""{"id":"chatcmpl-1","object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"look","arguments":"{\"where\":\"here\"}"}}]},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}"""),
            FakeReply.Chat("done"));
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.Yaml(("claude", _upstream.ApiBase)));
        const string Tools = ""","tools":[{"name":"look","input_schema":{"type":"object","properties":{}}}]""";

        using var first = await gateway.PostAsync("/v1/messages", Ask + Tools + "}");
        var answer = JsonNode.Parse(await first.Content.ReadAsStringAsync())!;
        using var second = await gateway.PostAsync(
            "/v1/messages",
            $$$"""{"model":"claude","max_tokens":100,"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":{{{answer["content"]!.ToJsonString()}}}},{"role":"user","content":[{"type":"tool_result","tool_use_id":"call_1","content":"found"}]}]{{{Tools}}}}""");

        Assert.Equal(("tool_use", "look", "here"), ((string?)answer["stop_reason"], (string?)answer["content"]![0]!["name"], (string?)answer["content"]![0]!["input"]!["where"]));
        Assert.Equal("done", (string?)JsonNode.Parse(await second.Content.ReadAsStringAsync())!["content"]![0]!["text"]);
        Assert.Contains("""{"role":"tool","tool_call_id":"call_1","content":"found"}""", _upstream.Requests[1].BodyText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, "authentication_error")]
    [InlineData(404, "not_found_error")]
    [InlineData(429, "rate_limit_error")]
    public async Task Refused_ByOpenAI_IsToldInAnthropicsWords(int status, string type)
    {
        _upstream.Default = _ => FakeReply.Json("""{"error":{"message":"no","type":"x","code":null}}""", status);
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.Yaml(("claude", _upstream.ApiBase)) + "router_settings: { num_retries: 0 }\n");

        using var response = await gateway.PostAsync("/v1/messages", Ask + "}");

        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal((status, "error", type), ((int)response.StatusCode, (string?)answer["type"], (string?)answer["error"]!["type"]));
    }

    [Theory]
    [InlineData("""{"model":"nobody","max_tokens":5,"messages":[]}""")]
    [InlineData("""{"max_tokens":5""")]
    [InlineData("""{"model":"claude","max_tokens":5,"messages":"x"}""")]
    public async Task Refused_ByTheGateway_IsToldInAnthropicsWords(string body)
    {
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.Yaml(("claude", _upstream.ApiBase)));

        using var response = await gateway.PostAsync("/v1/messages", body);

        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal("error", (string?)answer["type"]);
        Assert.Contains((string?)answer["error"]!["type"], (string[])["invalid_request_error", "not_found_error"]);
        Assert.NotNull(answer["request_id"]);
        Assert.True(response.Headers.Contains("request-id"));
    }

    private static FakeReply Stream(IEnumerable<string> data) =>
        FakeReply.Raw("text/event-stream", [.. data.Select(static json => Encoding.UTF8.GetBytes($"event: {JsonNode.Parse(json)!["type"]}\ndata: {json}\n\n"))]);

    private static string Anthropic(string apiBase) => $$"""
        model_list:
          - model_name: claude
            litellm_params:
              model: anthropic/claude-sonnet-4-5
              api_base: {{apiBase}}
              api_key: sk-a
        router_settings: { num_retries: 0 }
        """;
}
