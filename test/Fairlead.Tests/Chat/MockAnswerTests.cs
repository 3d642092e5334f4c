using Fairlead.Attempts;
using Fairlead.Chat;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;
using Microsoft.Extensions.AI;

namespace Fairlead.Tests.Chat;

public sealed class MockAnswerTests
{
    private readonly FakeTimeProvider _clock = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Response_Text_AnswersWithoutACall(bool streaming)
    {
        using var client = Client(ScriptedChatClient.Throws(new InvalidOperationException("called")));

        var response = await Ask(client, streaming, new RequestMock { Response = "canned words" });

        Assert.Equal("canned words", response.Text);
        Assert.Equal("first", response.AdditionalProperties![RoutingKeys.DeploymentId]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Fallbacks_Pretended_LeadToTheRealFallback(bool streaming)
    {
        using var client = Client(ScriptedChatClient.Says("from the second"));

        var response = await Ask(client, streaming, new RequestMock { Fallbacks = true });

        Assert.Equal("from the second", response.Text);
        Assert.Equal("tier2", response.AdditionalProperties![RoutingKeys.ModelGroup]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Error_Named_IsThrown(bool streaming)
    {
        using var client = Client(ScriptedChatClient.Says("never"));

        var thrown = await Assert.ThrowsAsync<RoutingException>(() => Ask(client, streaming, new RequestMock { Response = "litellm.BadRequestError" }));

        Assert.Equal((FailureKind.BadRequest, 400), (thrown.Kind, thrown.Status));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Timeout_Pretended_TakesTheAttemptsTime(bool streaming)
    {
        using var client = Client(ScriptedChatClient.Says("never"));
        var options = new ChatOptions().WithRouting(new RouteOptions
        {
            Mock = new RequestMock { Timeout = true },
            Timeout = TimeSpan.FromSeconds(7),
            NumRetries = 0,
            DisableFallbacks = true,
        });

        var asking = Ask(client, streaming, options);
        _clock.Advance(TimeSpan.FromSeconds(6));
        Assert.False(asking.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(FailureKind.Timeout, (await Assert.ThrowsAsync<RoutingException>(() => asking)).Kind);
    }

    [Fact]
    public async Task Embeddings_Pretended_AreOneForEachValue()
    {
        var config = Given.Config(Given.Deployment("gpt-4", "first"));
        using var generator = new RoutedEmbeddingGenerator(config.Router(_clock), null, _ => throw new InvalidOperationException("called"));

        var embeddings = await generator.GenerateAsync(
            ["a", "b"], new EmbeddingGenerationOptions().WithRouting(new RouteOptions { Mock = new RequestMock { Response = "x" } }));

        Assert.Equal(2, embeddings.Count);
    }

    private static Task<ChatResponse> Ask(IChatClient client, bool streaming, RequestMock mock) =>
        Ask(client, streaming, new ChatOptions().WithRouting(new RouteOptions { Mock = mock }));

    private static Task<ChatResponse> Ask(IChatClient client, bool streaming, ChatOptions options) => streaming
        ? client.GetStreamingResponseAsync("hi", options).ToChatResponseAsync()
        : client.GetResponseAsync("hi", options);

    private RoutedChatClient Client(IChatClient upstream) => new(
        Given.Config(Given.Deployment("gpt-4", "first"), Given.Deployment("tier2", "second")).Fallback("gpt-4", "tier2").Router(_clock),
        null,
        _ => upstream,
        new RoutedClientOptions { TimeProvider = _clock });
}
