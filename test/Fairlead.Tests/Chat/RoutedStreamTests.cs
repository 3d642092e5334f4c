using Fairlead.Attempts;
using Fairlead.Chat;
using Fairlead.Configuration;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;
using Microsoft.Extensions.AI;

namespace Fairlead.Tests.Chat;

/// <summary>What is particular to streams.</summary>
public sealed class RoutedStreamTests
{
    private static readonly ChatMessage[] Hello = [new(ChatRole.User, "hello")];

    private readonly FakeTimeProvider _clock = new();

    private static RouterConfig Two => Given.Config(
        Given.Deployment("gpt-4", "first", with: p => p with { Order = 1 }),
        Given.Deployment("gpt-4", "second", with: p => p with { Order = 2 }));

    private RoutedChatClient Client(Router router, IChatClient first, IChatClient second) =>
        router.AsChatClient(null, d => d.Id == "first" ? first : second, new RoutedClientOptions { TimeProvider = _clock });

    [Fact]
    public async Task Failure_BeforeContent_ShowsNothingOfTheFirst()
    {
        var broken = new UpstreamException(FailureKind.StreamBroken, 200, "cut");
        var first = new ScriptedChatClient { Stream = (_, _) => ScriptedChatClient.Failing(broken, "", "") };
        using var client = Client(Two.Router(_clock), first, ScriptedChatClient.Says("hi"));

        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in client.GetStreamingResponseAsync(Hello))
        {
            updates.Add(update);
        }

        // Who answers, the role, and the text of the second; nothing of what the first began with.
        Assert.Equal(["", "", "hi"], updates.Select(update => update.Text));
        Assert.Equal("second", updates[0].AdditionalProperties![RoutingKeys.DeploymentId]);
        Assert.All(updates.Skip(1), update => Assert.Null(update.AdditionalProperties));
    }

    [Fact]
    public async Task Failure_AfterContent_ThrowsAndAsksNobodyElse()
    {
        var broken = new UpstreamException(FailureKind.StreamBroken, 200, "cut");
        var second = ScriptedChatClient.Says("hi");
        var router = Two.Router(_clock);
        using var client = Client(router, new ScriptedChatClient { Stream = (_, _) => ScriptedChatClient.Failing(broken, "Hel") }, second);

        var text = "";
        var thrown = await Assert.ThrowsAsync<RoutingException>(async () =>
        {
            await foreach (var update in client.GetStreamingResponseAsync(Hello))
            {
                text += update.Text;
            }
        });

        Assert.Equal("Hel", text);
        Assert.Equal(FailureKind.StreamBroken, thrown.Kind);
        Assert.Same(broken, thrown.InnerException);
        Assert.Equal(0, second.Calls);
        Assert.All(router.Model.Deployments, d => Assert.Equal(0, d.State.InFlight));
    }

    [Fact]
    public async Task Consumer_StopsEarly_GivesTheLeaseBackAndClosesTheStream()
    {
        var closed = false;
        var router = Two.Router(_clock);
        using var client = Client(router, new ScriptedChatClient { Stream = (_, _) => Endless(() => closed = true) }, new ScriptedChatClient());

        await foreach (var update in client.GetStreamingResponseAsync(Hello))
        {
            if (update.Text.Length > 0)
            {
                Assert.Equal(1, router.Model.Deployments[0].State.InFlight);
                break;
            }
        }

        Assert.True(closed);
        Assert.Equal(0, router.Model.Deployments[0].State.InFlight);
        Assert.Equal("first", router.Pick("gpt-4")!.Id);

        static async IAsyncEnumerable<ChatResponseUpdate> Endless(Action closed)
        {
            try
            {
                while (true)
                {
                    await Task.Yield();
                    yield return new ChatResponseUpdate(ChatRole.Assistant, "x");
                }
            }
            finally
            {
                closed();
            }
        }
    }

    [Fact]
    public async Task Time_OfTheConsumerBetweenUpdates_IsNotTheDeployments()
    {
        var router = Given.Config(Given.Deployment("gpt-4", "only")).Strategy("latency-based").Router(_clock);
        using var client = router.AsChatClient(
            null, _ => new ScriptedChatClient { Stream = (_, _) => Paced(_clock) }, new RoutedClientOptions { TimeProvider = _clock });

        await foreach (var update in client.GetStreamingResponseAsync(Hello))
        {
            // The reader takes a minute over each update.
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        var learnt = router.Model.Deployments[0].State.Latency(_clock.GetTimestamp(), halfLife: 1e18);
        Assert.Equal(2, learnt.FirstToken, 0.001);
        Assert.Equal(0.5, learnt.PerToken, 0.001);

        // Two seconds to the first content, two more for the rest of four tokens.
        static async IAsyncEnumerable<ChatResponseUpdate> Paced(FakeTimeProvider clock)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, "");
            clock.Advance(TimeSpan.FromSeconds(2));
            yield return new ChatResponseUpdate(null, "a");
            clock.Advance(TimeSpan.FromSeconds(2));
            yield return new ChatResponseUpdate(null, "b");
            yield return new ChatResponseUpdate(null, [new UsageContent(new UsageDetails { OutputTokenCount = 4 })]);
            await Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Timeout_OfTheFirstByte_DoesNotCutAStreamThatBegan()
    {
        var config = Given.Config(Given.Deployment("gpt-4", "only", with: p => p with { Timeout = TimeSpan.FromSeconds(5) }));
        using var client = config.Router(_clock).AsChatClient(
            null, _ => new ScriptedChatClient { Stream = (_, token) => Slow(_clock, token) }, new RoutedClientOptions { TimeProvider = _clock });

        var response = await client.GetStreamingResponseAsync(Hello).ToChatResponseAsync();

        Assert.Equal("ab", response.Text);

        static async IAsyncEnumerable<ChatResponseUpdate> Slow(FakeTimeProvider clock, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, "a");
            clock.Advance(TimeSpan.FromMinutes(10));
            token.ThrowIfCancellationRequested();
            yield return new ChatResponseUpdate(ChatRole.Assistant, "b");
            await Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Content_ToolCall_CountsAsContent()
    {
        var broken = new UpstreamException(FailureKind.StreamBroken, 200, "cut");
        using var client = Client(
            Two.Router(_clock), new ScriptedChatClient { Stream = (_, _) => CallThenBreak(broken) }, ScriptedChatClient.Says("hi"));

        await Assert.ThrowsAsync<RoutingException>(() => client.GetStreamingResponseAsync(Hello).ToChatResponseAsync());

        static async IAsyncEnumerable<ChatResponseUpdate> CallThenBreak(Exception exception)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, [new FunctionCallContent("c", "f")]);
            await Task.CompletedTask;
            throw exception;
        }
    }
}
