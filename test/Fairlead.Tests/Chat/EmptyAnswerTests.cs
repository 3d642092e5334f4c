using Fairlead.Attempts;
using Fairlead.Chat;
using Fairlead.Configuration;
using Fairlead.State;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;
using Microsoft.Extensions.AI;

namespace Fairlead.Tests.Chat;

/// <summary>An answer with nothing in it is none: another deployment is asked, and the first is held to account.</summary>
public sealed class EmptyAnswerTests
{
    private static readonly ChatMessage[] Hello = [new(ChatRole.User, "hello")];

    private readonly FakeTimeProvider _clock = new();

    private static RouterConfig Two => Given.Config(
        Given.Deployment("gpt-4", "first", with: p => p with { Order = 1 }),
        Given.Deployment("gpt-4", "second", with: p => p with { Order = 2 }));

    public static TheoryData<string, bool> Answers => new()
    {
        { "no message", true },
        { "no text", true },
        { "no text, no reason", true },
        { "no text, no tokens counted", true },
        { "no text, tokens counted", false },
        { "no text, cut by length", false },
        { "a refusal", false },
        { "a tool call", false },
        { "reasoning alone", false },
        { "no text, one token asked for", false },
    };

    private static ChatResponse Answer(string what)
    {
        AIContent[] contents = what switch
        {
            "no message" => [],
            "a refusal" => [new ErrorContent("no")],
            "a tool call" => [new FunctionCallContent("1", "f")],
            "reasoning alone" => [new TextReasoningContent("hm")],
            _ => [new TextContent("")],
        };
        return new ChatResponse(what == "no message" ? [] : [new ChatMessage(ChatRole.Assistant, contents)])
        {
            FinishReason = what switch
            {
                "no text, no reason" => null,
                "no text, cut by length" => ChatFinishReason.Length,
                "a tool call" => ChatFinishReason.ToolCalls,
                _ => ChatFinishReason.Stop,
            },
            Usage = what switch
            {
                "no text, no tokens counted" => new UsageDetails { OutputTokenCount = 0 },
                "no text, tokens counted" => new UsageDetails { OutputTokenCount = 1 },
                _ => null,
            },
        };
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Answer_Plain_IsPassedOverOnlyWhereItIsNone(string what, bool isNone)
    {
        var router = Two.Router(_clock);
        using var client = router.AsChatClient(
            null, d => d.Id == "first" ? new ScriptedChatClient { Answer = (_, _) => Task.FromResult(Answer(what)) } : ScriptedChatClient.Says("hi"), new RoutedClientOptions { TimeProvider = _clock });

        var response = await client.GetResponseAsync(Hello, Options(what));

        Assert.Equal(isNone ? "second" : "first", response.AdditionalProperties![RoutingKeys.DeploymentId]);
        Assert.Equal(isNone ? 1 : 0, Failures(router));
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Answer_Streamed_IsPassedOverOnlyWhereItIsNone(string what, bool isNone)
    {
        var router = Two.Router(_clock);
        using var client = router.AsChatClient(
            null,
            d => d.Id == "first" ? new ScriptedChatClient { Stream = (_, _) => Updates(Answer(what).ToChatResponseUpdates()) } : ScriptedChatClient.Says("hi"),
            new RoutedClientOptions { TimeProvider = _clock });

        var response = await client.GetStreamingResponseAsync(Hello, Options(what)).ToChatResponseAsync();

        Assert.Equal(isNone ? "second" : "first", response.AdditionalProperties![RoutingKeys.DeploymentId]);
        Assert.Equal(isNone ? 1 : 0, Failures(router));
    }

    [Fact]
    public async Task Nothing_ButEmptyAnswers_OpensTheBreaker_AndIsToldAsSuch()
    {
        var router = Two.With(r => r with { NumRetries = 0, AllowedFails = 0 }).Router(_clock);
        using var client = router.AsChatClient(null, _ => new ScriptedChatClient { Answer = (_, _) => Task.FromResult(Answer("no text")) }, new RoutedClientOptions { TimeProvider = _clock });

        var thrown = await Assert.ThrowsAsync<RoutingException>(() => client.GetResponseAsync(Hello));

        Assert.Equal((FailureKind.EmptyAnswer, 502), (thrown.Failure.Kind, thrown.Failure.Status));
        Assert.All(router.Model.Deployments, d => Assert.Equal(BreakerState.Open, d.State.Breaker(router.Clock.Now).State));
    }

    private static ChatOptions? Options(string what) => what == "no text, one token asked for" ? new ChatOptions { MaxOutputTokens = 1 } : null;

    private static long Failures(Router router) =>
        router.Snapshot().Deployments[0].Failures.GetValueOrDefault(FailureKind.EmptyAnswer);

    private static async IAsyncEnumerable<ChatResponseUpdate> Updates(ChatResponseUpdate[] updates)
    {
        foreach (var update in updates)
        {
            await Task.Yield();
            yield return update;
        }
    }
}
