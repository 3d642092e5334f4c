using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Attempts;
using Fairlead.Providers.Chat;
using Fairlead.Providers.Http;
using Fairlead.TestKit.Upstreams;
using Fairlead.Tests.Http;
using Microsoft.Extensions.AI;

namespace Fairlead.Tests.Chat.Providers;

/// <summary>The client over real HTTP, and over the simulated provider.</summary>
public sealed class DeploymentChatClientTests : IAsyncLifetime, IDisposable
{
    private static readonly ChatMessage[] Hello = [new(ChatRole.User, "hello")];

    private readonly UpstreamClient _http = new();
    private FakeUpstream _upstream = null!;

    public async Task InitializeAsync() => _upstream = await FakeUpstream.StartAsync();

    public async Task DisposeAsync() => await _upstream.DisposeAsync();

    public void Dispose() => _http.Dispose();

    private DeploymentChatClient Client() => new(_http, Deployments.At(_upstream.ApiBase));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Answer_OverHttp_IsRead(bool streaming)
    {
        _upstream.Enqueue(streaming ? FakeReply.ChatStream(["Hel", "lo"], usage: true) : FakeReply.Chat("Hello"));
        using var client = Client();

        var response = streaming
            ? await client.GetStreamingResponseAsync(Hello).ToChatResponseAsync()
            : await client.GetResponseAsync(Hello);

        Assert.Equal("Hello", response.Text);
        Assert.Equal(3, response.Usage!.InputTokenCount);
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
        var sent = JsonNode.Parse((await _upstream.NextRequestAsync()).BodyText)!;
        Assert.Equal("upstream-model", (string)sent["model"]!);
        Assert.Equal("hello", (string)sent["messages"]![0]!["content"]!);
        Assert.Equal(streaming, sent["stream"] is not null);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Failure_OverHttp_IsAnUpstreamException(bool streaming)
    {
        _upstream.Enqueue(FakeReply.RateLimited("7"));
        using var client = Client();

        var thrown = await Assert.ThrowsAsync<UpstreamException>(() => streaming
            ? client.GetStreamingResponseAsync(Hello).ToChatResponseAsync()
            : client.GetResponseAsync(Hello));

        Assert.Equal((FailureKind.RateLimited, 429, TimeSpan.FromSeconds(7)), (thrown.Failure, thrown.Status, thrown.RetryAfter));
    }

    [Fact]
    public async Task Stream_Cut_IsBroken()
    {
        _upstream.Enqueue(FakeReply.ChatStream(["Hel"]) with { Chunks = FakeReply.ChatStream(["Hel"]).Chunks.Take(2).ToList(), Ending = FakeEnding.Cut });
        using var client = Client();
        var text = "";

        var thrown = await Assert.ThrowsAsync<UpstreamException>(async () =>
        {
            await foreach (var update in client.GetStreamingResponseAsync(Hello))
            {
                text += update.Text;
            }
        });

        Assert.Equal("Hel", text);
        Assert.Equal(FailureKind.StreamBroken, thrown.Failure);
    }

    [Fact]
    public async Task Stream_LastEventWithoutBlankLine_IsNotLost()
    {
        _upstream.Enqueue(FakeReply.Raw(
            "text/event-stream",
            Encoding.UTF8.GetBytes("data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\r\n\r\n: comment\r\n\r\ndata: {\"choices\":[{\"delta\":{\"content\":\"b\"},\"finish_reason\":\"stop\"}]}")));
        using var client = Client();

        Assert.Equal("ab", (await client.GetStreamingResponseAsync(Hello).ToChatResponseAsync()).Text);
    }

    [Fact]
    public async Task Stream_AnsweredInOnePiece_IsReadAllTheSame()
    {
        _upstream.Enqueue(FakeReply.Chat("whole"));
        using var client = Client();

        Assert.Equal("whole", (await client.GetStreamingResponseAsync(Hello).ToChatResponseAsync()).Text);
    }

    [Fact]
    public async Task Stream_ConsumerStops_ReachesTheUpstream()
    {
        _upstream.Enqueue(FakeReply.ChatStream(["a"]) with { Chunks = FakeReply.ChatStream(["a"]).Chunks.Take(2).ToList(), Ending = FakeEnding.Hang });
        using var client = Client();

        await foreach (var update in client.GetStreamingResponseAsync(Hello))
        {
            if (update.Text.Length > 0)
            {
                break;
            }
        }

        await (await _upstream.NextRequestAsync()).Aborted.WaitAsync(FakeUpstream.Patience);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Simulated_Provider_Answers(bool streaming)
    {
        using var client = new DeploymentChatClient(_http, Deployments.Simulated("""{"response_text":"simulated words"}"""));

        var response = streaming
            ? await client.GetStreamingResponseAsync(Hello).ToChatResponseAsync()
            : await client.GetResponseAsync(Hello);

        Assert.Equal("simulated words", response.Text);
        Assert.True(response.Usage!.OutputTokenCount > 0);
    }

    [Fact]
    public async Task Embeddings_OverHttp_AreRead()
    {
        _upstream.Enqueue(FakeReply.Json("""{"data":[{"index":0,"embedding":[1,2]},{"index":1,"embedding":[3,4]}],"usage":{"prompt_tokens":2,"total_tokens":2}}"""));
        using var generator = new DeploymentEmbeddingGenerator(_http, Deployments.At(_upstream.ApiBase));

        var vectors = await generator.GenerateAsync(["a", "b"], new EmbeddingGenerationOptions { Dimensions = 2, AdditionalProperties = new() { ["user"] = "u" } });

        Assert.Equal([3f, 4f], vectors[1].Vector.ToArray());
        var sent = JsonNode.Parse((await _upstream.NextRequestAsync()).BodyText)!;
        Assert.Equal("""{"model":"upstream-model","input":["a","b"],"dimensions":2,"user":"u"}""", sent.ToJsonString());
    }
}
