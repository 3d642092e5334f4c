using Fairlead.Attempts;
using Fairlead.Chat;
using Fairlead.State;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;
using Microsoft.Extensions.AI;

namespace Fairlead.Tests.Chat;

/// <summary>A probe that is not answered, through <see cref="IChatClient"/>: another answers. Hedging is off.</summary>
public sealed class LateProbeChatTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _clock = new();
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Probe_ThatIsNotAnswered_AnotherAnswers(bool stream)
    {
        var router = Given.Config(Given.Deployment("m", "hangs", with: p => p with { Order = 1 }), Given.Deployment("m", "other", with: p => p with { Order = 2 })).Router(_clock);
        Tell(router, "other", Given.Ok(seconds: 0.1, tokens: 1, firstToken: 0.1), 20);
        Tell(router, "hangs", Given.Fail(FailureKind.Connection), 5);
        _clock.Advance(TimeSpan.FromSeconds(5));
        var hangs = new ScriptedChatClient
        {
            Answer = async (_, token) =>
            {
                _asked.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
                return new ChatResponse();
            },
        };
        hangs.Stream = (_, token) => Silent(token);
        var other = ScriptedChatClient.Says("from the other");
        using var client = new RoutedChatClient(router, "m", d => d.Id == "hangs" ? hangs : other, new RoutedClientOptions { TimeProvider = _clock });
        var answering = stream ? ReadAsync(client) : AskAsync(client);
        await _asked.Task.WaitAsync(Patience);
        _clock.Advance(TimeSpan.FromSeconds(0.9));
        Assert.Equal(0, other.Calls);
        for (var i = 0; i < 1000 && other.Calls == 0; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Yield();
        }

        Assert.Equal("from the other", await answering.WaitAsync(Patience));
        var breaker = router.Model.ById("hangs")!.State.Breaker(router.Clock.Now);
        Assert.Equal((BreakerState.Open, FailureKind.Timeout, 2), (breaker.State, breaker.Cause, breaker.Openings));
    }

    private async IAsyncEnumerable<ChatResponseUpdate> Silent([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
    {
        _asked.TrySetResult();
        await Task.Delay(Timeout.InfiniteTimeSpan, token);
        yield break;
    }

    private static async Task<string> AskAsync(RoutedChatClient client) => (await client.GetResponseAsync("hi")).Text;

    private static async Task<string> ReadAsync(RoutedChatClient client)
    {
        var text = "";
        await foreach (var update in client.GetStreamingResponseAsync("hi"))
        {
            text += update.Text;
        }

        return text;
    }

    private static void Tell(Router router, string id, AttemptReport report, int times)
    {
        for (var i = 0; i < times; i++)
        {
            using var session = router.Begin(new RouteRequest(id) { Stream = true, NumRetries = 0 });
            Assert.True(session.TryNext(out var attempt));
            session.Report(attempt, report);
        }
    }
}
