using Fairlead.Attempts;
using Fairlead.Chat;
using Fairlead.Configuration;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;
using Microsoft.Extensions.AI;

namespace Fairlead.Tests.Chat;

/// <summary>An answer that a content filter cut goes to whoever is named for refused prompts.</summary>
public sealed class FilteredAnswerTests : IDisposable
{
    private readonly ScriptedChatClient _filtered = new()
    {
        Answer = static (_, _) => Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "half a sen"))
        {
            FinishReason = ChatFinishReason.ContentFilter,
            Usage = new UsageDetails { InputTokenCount = 3, OutputTokenCount = 4 },
        }),
        Stream = static (_, _) => Stream(),
    };

    private readonly ScriptedChatClient _other = ScriptedChatClient.Says("other");

    private static RouterConfig Config => Given.Config(Given.Deployment("m", "m"), Given.Deployment("safe", "safe"));

    public void Dispose()
    {
        _filtered.Dispose();
        _other.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Filtered_WithAFallback_TheFallbackAnswers(bool stream)
    {
        var router = Config.With(static r => r with { ContentPolicyFallbacks = Lists("m", "safe") }).Router(new FakeTimeProvider());

        Assert.Equal("other", await AskAsync(router, stream));
        var deployment = router.Snapshot().Deployments[0];
        Assert.Equal(1, deployment.Failures[FailureKind.ContentPolicy]);
        Assert.Equal(stream ? 0 : 4, deployment.OutputTokens);
        Assert.Null(deployment.Cooldown);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Filtered_WithoutOne_IsAnAnswer(bool stream)
    {
        var router = Config.Fallback("m", "safe").Router(new FakeTimeProvider());

        Assert.Equal(stream ? "" : "half a sen", await AskAsync(router, stream));
        Assert.Equal(1, router.Snapshot().Deployments[0].Answered);
    }

    [Fact]
    public async Task Default_Fallbacks_CountWhereNoListIsSet()
    {
        Assert.Equal("other", await AskAsync(Config.With(static r => r with { DefaultFallbacks = ["safe"] }).Router(new FakeTimeProvider()), stream: false));
        Assert.Equal("half a sen", await AskAsync(
            Config.With(static r => r with { DefaultFallbacks = ["safe"], ContentPolicyFallbacks = Lists("safe", "m") }).Router(new FakeTimeProvider()), stream: false));
    }

    [Fact]
    public async Task Request_HasTheLastWord()
    {
        var router = Config.With(static r => r with { ContentPolicyFallbacks = Lists("m", "safe") }).Router(new FakeTimeProvider());

        Assert.Equal("half a sen", await AskAsync(router, stream: false, new RouteOptions { DisableFallbacks = true }));
        Assert.Equal("half a sen", await AskAsync(router, stream: false, new RouteOptions { ContentPolicyFallbacks = Lists("safe", "m") }));
        Assert.Equal("other", await AskAsync(Config.Router(new FakeTimeProvider()), stream: false, new RouteOptions { ContentPolicyFallbacks = Lists("m", "safe") }));
    }

    private static Dictionary<string, IReadOnlyList<FallbackTarget>> Lists(string from, string to) => new() { [from] = [to] };

    private async Task<string> AskAsync(Router router, bool stream, RouteOptions? route = null)
    {
        using var client = router.AsChatClient("m", deployment => deployment.Id == "m" ? _filtered : _other);
        var options = new ChatOptions().WithRouting(route ?? new RouteOptions());
        return stream
            ? string.Concat(await client.GetStreamingResponseAsync("hi", options).Select(static update => update.Text).ToListAsync())
            : (await client.GetResponseAsync("hi", options)).Text;
    }

    private static async IAsyncEnumerable<ChatResponseUpdate> Stream()
    {
        yield return new ChatResponseUpdate(ChatRole.Assistant, "");
        yield return new ChatResponseUpdate { FinishReason = ChatFinishReason.ContentFilter };
        await Task.CompletedTask;
    }
}
