using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;
using OpenAI.Models;

namespace Fairlead.Gateway.Tests.Endpoints;

/// <summary>OpenAI's own SDK against the gateway.</summary>
public sealed class OpenAISdkTests : IAsyncLifetime
{
    private FakeUpstream _upstream = null!;
    private GatewayFixture _gateway = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _gateway = await GatewayFixture.StartAsync(GatewayFixture.Yaml(("gpt-4", _upstream.ApiBase)) + "router_settings: { num_retries: 0 }\ngeneral_settings: { master_key: sk-master }\n");
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Chat_Answers()
    {
        _upstream.Enqueue(FakeReply.Chat("Hello!", 5, 7));
        ChatCompletion completion = await Chat().CompleteChatAsync("Hi");
        Assert.Equal("Hello!", completion.Content[0].Text);
        Assert.Equal(5, completion.Usage.InputTokenCount);
        Assert.Equal(7, completion.Usage.OutputTokenCount);
        Assert.Equal(ChatFinishReason.Stop, completion.FinishReason);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stream_GivesEveryPieceAndUsage(bool usage)
    {
        _upstream.Enqueue(FakeReply.ChatStream(["Hel", "lo ", "✓"], usage));
        var text = new StringBuilder();
        ChatTokenUsage? used = null;
        await foreach (var update in Chat().CompleteChatStreamingAsync("Hi"))
        {
            used = update.Usage ?? used;
            foreach (var part in update.ContentUpdate)
            {
                text.Append(part.Text);
            }
        }

        Assert.Equal("Hello ✓", text.ToString());
        Assert.Equal(usage ? 3 : null, used?.OutputTokenCount);
    }

    [Fact]
    public async Task Stream_ParallelToolCalls_KeepTheirIndexes()
    {
        const string Head = "\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\"";
        _upstream.Enqueue(FakeReply.Events(
            $$$"""{{{{Head}}},"choices":[{"index":0,"delta":{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"call_a","type":"function","function":{"name":"weather","arguments":""}}]},"finish_reason":null}]}""",
            $$$"""{{{{Head}}},"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"city\":"}}]},"finish_reason":null}]}""",
            $$$"""{{{{Head}}},"choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"call_b","type":"function","function":{"name":"time","arguments":""}}]},"finish_reason":null}]}""",
            $$$"""{{{{Head}}},"choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"function":{"arguments":"{\"zone\":\"CET\"}"}}]},"finish_reason":null}]}""",
            $$$"""{{{{Head}}},"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\"Oslo\"}"}}]},"finish_reason":null}]}""",
            $$$"""{{{{Head}}},"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}""",
            "[DONE]"));
        var arguments = new SortedDictionary<int, string>();
        var names = new SortedDictionary<int, string>();
        await foreach (var update in Chat().CompleteChatStreamingAsync("Hi"))
        {
            foreach (var call in update.ToolCallUpdates)
            {
                arguments[call.Index] = arguments.GetValueOrDefault(call.Index, "") + call.FunctionArgumentsUpdate;
                if (call.FunctionName is { Length: > 0 } name)
                {
                    names[call.Index] = name;
                }
            }
        }

        Assert.Equal(["weather", "time"], names.Values);
        Assert.Equal(["""{"city":"Oslo"}""", """{"zone":"CET"}"""], arguments.Values);
    }

    [Fact]
    public async Task Embeddings_Answer()
    {
        _upstream.Enqueue(FakeReply.Json("""{"object":"list","data":[{"object":"embedding","index":0,"embedding":"AACAPwAAAEA="}],"model":"m","usage":{"prompt_tokens":1,"total_tokens":1}}"""));
        OpenAIEmbedding embedding = await Client().GetEmbeddingClient("gpt-4").GenerateEmbeddingAsync("text");
        Assert.Equal([1f, 2f], embedding.ToFloats().ToArray());
    }

    [Fact]
    public async Task Models_List()
    {
        OpenAIModelCollection models = await Client().GetOpenAIModelClient().GetModelsAsync();
        Assert.Equal("gpt-4", Assert.Single(models).Id);
    }

    [Theory]
    [InlineData(400, "invalid_request_error", "context_length_exceeded")]
    [InlineData(429, "requests", "rate_limit_exceeded")]
    [InlineData(500, "server_error", null)]
    public async Task Errors_AreTyped(int status, string type, string? code)
    {
        _upstream.Default = _ => FakeReply.Error(status, "maximum context length is 5 tokens", type, code);
        var e = await Assert.ThrowsAsync<ClientResultException>(() => Chat().CompleteChatAsync("Hi"));
        Assert.Equal(status, e.Status);
        if (code is not null)
        {
            Assert.Contains(code, e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task WrongKeyAndUnknownModel_Are401And404()
    {
        var wrongKey = await Assert.ThrowsAsync<ClientResultException>(() => Client("sk-wrong").GetChatClient("gpt-4").CompleteChatAsync("Hi"));
        Assert.Equal(401, wrongKey.Status);
        var unknown = await Assert.ThrowsAsync<ClientResultException>(() => Client().GetChatClient("nope").CompleteChatAsync("Hi"));
        Assert.Equal(404, unknown.Status);
    }

    [Fact]
    public async Task StreamBroken_IsAnErrorNotAnEnd()
    {
        var whole = FakeReply.ChatStream(["a", "b"]);
        _upstream.Enqueue(whole with { Chunks = [whole.Chunks[0], whole.Chunks[1]], Ending = FakeEnding.Cut });
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await foreach (var update in Chat().CompleteChatStreamingAsync("Hi"))
            {
                Assert.NotNull(update);
            }
        });
    }

    [Fact]
    public async Task AbortAmidStream_ReachesTheUpstream()
    {
        var whole = FakeReply.ChatStream(["a", "b"]);
        _upstream.Enqueue(whole with { Chunks = [whole.Chunks[0], whole.Chunks[1]], Ending = FakeEnding.Hang });
        using var abort = new CancellationTokenSource();
        var stream = Chat().CompleteChatStreamingAsync([ChatMessage.CreateUserMessage("Hi")], cancellationToken: abort.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var update in stream)
            {
                if (update.ContentUpdate.Count > 0)
                {
                    await abort.CancelAsync();
                }
            }
        });
        await _upstream.Requests[0].Aborted.WaitAsync(GatewayFixture.Patience);
        await GatewayFixture.Eventually(() => _gateway.InFlight("gpt-4") == 0);
    }

    private ChatClient Chat() => Client().GetChatClient("gpt-4");

    private OpenAIClient Client(string key = "sk-master") => new(
        new ApiKeyCredential(key),
        new OpenAIClientOptions { Endpoint = new Uri(_gateway.Url + "/v1"), RetryPolicy = new ClientRetryPolicy(0) });
}
