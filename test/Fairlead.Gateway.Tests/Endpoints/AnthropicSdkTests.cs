using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Anthropic;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using Anthropic.Models.Models;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;
using Microsoft.Extensions.AI;

namespace Fairlead.Gateway.Tests.Endpoints;

/// <summary>Anthropic's own SDK, which checks what it gets, against the gateway: to a deployment of OpenAI's format, and to one of its own.</summary>
public sealed class AnthropicSdkTests : IAsyncLifetime
{
    private FakeUpstream _openAI = null!;
    private FakeUpstream _anthropic = null!;
    private GatewayFixture _gateway = null!;

    public async Task InitializeAsync()
    {
        _openAI = await FakeUpstream.StartAsync();
        _anthropic = await FakeUpstream.StartAsync();
        _gateway = await GatewayFixture.StartAsync($$"""
            model_list:
              - model_name: gpt
                litellm_params: { model: openai/gpt-4, api_base: "{{_openAI.ApiBase}}", api_key: sk-o }
              - model_name: claude
                litellm_params: { model: anthropic/claude-sonnet-4-5, api_base: "{{_anthropic.Url}}", api_key: sk-a }
            router_settings: { num_retries: 0 }
            general_settings: { master_key: sk-master }
            """);
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _openAI.DisposeAsync();
        await _anthropic.DisposeAsync();
    }

    [Theory]
    [InlineData("gpt")]
    [InlineData("claude")]
    public async Task Message_Answers(string model)
    {
        _openAI.Enqueue(FakeReply.Chat("Hello!", 5, 7));
        _anthropic.Enqueue(FakeReply.Json("""{"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":[{"type":"text","text":"Hello!","citations":null}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":5,"output_tokens":7,"cache_creation_input_tokens":0,"cache_read_input_tokens":0}}"""));

        var message = await Client().Messages.Create(Ask(model));

        message.Validate();
        Assert.True(Assert.Single(message.Content).TryPickText(out var text));
        Assert.Equal("Hello!", text.Text);
        Assert.Equal((5, 7), (message.Usage.InputTokens, message.Usage.OutputTokens));
        Assert.Equal("end_turn", message.StopReason!.Raw());
    }

    [Theory]
    [InlineData("gpt")]
    [InlineData("claude")]
    public async Task Stream_GivesEveryPiece(string model)
    {
        _openAI.Enqueue(FakeReply.ChatStream(["Hel", "lo ", "✓"], usage: true));
        _anthropic.Enqueue(Stream(
            """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":3,"output_tokens":1}}}""",
            """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""",
            """{"type": "ping"}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello "}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"✓"}}""",
            """{"type":"content_block_stop","index":0}""",
            """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":3}}""",
            """{"type":"message_stop"}"""));
        var text = new StringBuilder();
        var tokens = 0L;
        await foreach (var item in Client().Messages.CreateStreaming(Ask(model)))
        {
            item.Validate();
            if (item.TryPickContentBlockDelta(out var delta) && delta.Delta.TryPickText(out var piece))
            {
                text.Append(piece.Text);
            }

            if (item.TryPickDelta(out var last))
            {
                tokens = last.Usage.OutputTokens;
            }
        }

        Assert.Equal("Hello ✓", text.ToString());
        Assert.Equal(3, tokens);
    }

    [Fact]
    public async Task Tools_OfADeploymentThatSpeaksOpenAIs_GoRound()
    {
        _openAI.Enqueue(
            FakeReply.Json("""{"id":"c","object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[{"id":"call_a","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Oslo\"}"}},{"id":"call_b","type":"function","function":{"name":"time","arguments":"{}"}}]},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}"""),
            FakeReply.Chat("4 degrees"));
        using var chat = Client().AsIChatClient("gpt", 100);
        using var schema = JsonDocument.Parse("""{"type":"object","properties":{"city":{"type":"string"}}}""");
        var options = new ChatOptions
        {
            Tools = [AIFunctionFactory.CreateDeclaration("weather", "Tells the weather.", schema.RootElement), AIFunctionFactory.CreateDeclaration("time", "Tells the time.", schema.RootElement)],
        };

        List<ChatMessage> messages = [new(ChatRole.User, "Hi")];
        var first = await chat.GetResponseAsync(messages, options);
        var calls = first.Messages.SelectMany(static message => message.Contents).OfType<FunctionCallContent>().ToList();
        messages.AddRange(first.Messages);
        messages.Add(new ChatMessage(ChatRole.Tool, [.. calls.Select(static call => new FunctionResultContent(call.CallId, call.Name + " done"))]));
        var second = await chat.GetResponseAsync(messages, options);

        Assert.Equal([("call_a", "weather"), ("call_b", "time")], calls.Select(static call => (call.CallId, call.Name)));
        Assert.Equal("Oslo", calls[0].Arguments!["city"]!.ToString());
        Assert.Equal("4 degrees", second.Text);
        var sent = JsonNode.Parse(_openAI.Requests[1].BodyText)!["messages"]!.AsArray();
        Assert.Equal(["user", "assistant", "tool", "tool"], sent.Select(static message => (string?)message!["role"]));
    }

    [Theory]
    [InlineData("gpt", 400, typeof(AnthropicBadRequestException))]
    [InlineData("gpt", 429, typeof(AnthropicRateLimitException))]
    [InlineData("gpt", 500, typeof(Anthropic5xxException))]
    [InlineData("claude", 400, typeof(AnthropicBadRequestException))]
    [InlineData("claude", 429, typeof(AnthropicRateLimitException))]
    [InlineData("gpt", 503, typeof(AnthropicOverloadedException))]
    [InlineData("claude", 529, typeof(AnthropicOverloadedException))]
    public async Task Errors_AreTyped(string model, int status, System.Type expected)
    {
        _openAI.Default = _ => FakeReply.Error(status, "no");
        _anthropic.Default = _ => FakeReply.Json("""{"type":"error","error":{"type":"invalid_request_error","message":"no"},"request_id":"req_1"}""", status);

        var thrown = await Assert.ThrowsAnyAsync<AnthropicApiException>(() => Client().Messages.Create(Ask(model)));

        Assert.IsAssignableFrom(expected, thrown);
    }

    [Fact]
    public async Task WrongKeyAndUnknownModel_Are401And404()
    {
        await Assert.ThrowsAsync<AnthropicUnauthorizedException>(() => Client("sk-wrong").Messages.Create(Ask("gpt")));
        await Assert.ThrowsAsync<AnthropicNotFoundException>(() => Client().Messages.Create(Ask("nobody")));
    }

    [Fact]
    public async Task Models_AndTokens_AreTold()
    {
        var models = await Client().Models.List(new ModelListParams());
        var tokens = await Client().Messages.CountTokens(new MessageCountTokensParams { Model = "gpt", Messages = [new UserMessageParam("How many tokens are these?")] });

        Assert.Equal(["gpt", "claude"], models.Items.Select(static model => model.ID));
        Assert.InRange(tokens.InputTokens, 5, 50);
    }

    private static MessageCreateParams Ask(string model) => new() { Model = model, MaxTokens = 100, Messages = [new UserMessageParam("Hi")] };

    private static FakeReply Stream(params string[] data) =>
        FakeReply.Raw("text/event-stream", [.. data.Select(static json => Encoding.UTF8.GetBytes($"event: {JsonNode.Parse(json)!["type"]}\ndata: {json}\n\n"))]);

    private AnthropicClient Client(string key = "sk-master") => new() { ApiKey = key, BaseUrl = _gateway.Url, MaxRetries = 0, ResponseValidation = true };
}
