using Fairlead.Attempts;
using Fairlead.Chat;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;
using Microsoft.Extensions.AI;

namespace Fairlead.Tests.Chat;

public sealed class FastestResponseTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Router _router = Given.Config(Given.Deployment("slow", "s"), Given.Deployment("quick", "q")).With(r => r with { NumRetries = 0 }).Router(new FakeTimeProvider());
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ScriptedChatClient _slow = new();

    public FastestResponseTests()
    {
        _slow.Answer = async (_, token) =>
        {
            await HangAsync(token);
            return new ChatResponse();
        };
        _slow.Stream = (_, token) => HangStream(token);
    }

    public void Dispose() => _slow.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FirstAnswer_Wins_TheOtherIsCancelled(bool stream)
    {
        using var client = Client(ScriptedChatClient.Says("quick one"));

        Assert.Equal("quick one", await AskAsync(client, stream).WaitAsync(Patience));
        await _cancelled.Task.WaitAsync(Patience);
        await Eventually(() => _router.Snapshot().Deployments.All(d => d.InFlight == 0 && d.FailureShare == 0));
    }

    [Fact]
    public async Task FailureAndEmptyStream_DoNotWin()
    {
        var answers = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _slow.Stream = (_, _) => After(answers.Task);
        using var client = Client(new ScriptedChatClient { Stream = static (_, _) => ScriptedChatClient.Updates() });
        var asking = AskAsync(client, stream: true);
        await Eventually(() => _router.Snapshot().Deployments.Single(d => d.Id == "q") is { Requests: 1, InFlight: 0 });
        answers.SetResult();

        Assert.Equal("slow but right", await asking.WaitAsync(Patience));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AllFail_TheMostUsefulFailureIsThrown(bool stream)
    {
        var wrong = new UpstreamException(FailureKind.BadRequest, 400, "no");
        _slow.Answer = (_, _) => Task.FromException<ChatResponse>(wrong);
        _slow.Stream = (_, _) => ScriptedChatClient.Failing(wrong);
        using var client = Client(ScriptedChatClient.Throws(new UpstreamException(FailureKind.ServerError, 500, "no")));

        var thrown = await Assert.ThrowsAsync<RoutingException>(() => AskAsync(client, stream).WaitAsync(Patience));
        Assert.Equal(FailureKind.BadRequest, thrown.Kind);
    }

    [Fact]
    public async Task CallerLeaves_AllAreCancelled()
    {
        using var leaves = new CancellationTokenSource();
        using var client = Client(_slow);
        var asking = AskAsync(client, stream: false, leaves.Token);
        await leaves.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking.WaitAsync(Patience));
        await Eventually(() => _router.Snapshot().Deployments.All(d => d.InFlight == 0));
    }

    [Fact]
    public async Task NotAsked_TheListIsAName()
    {
        using var client = Client(_slow);

        await Assert.ThrowsAsync<RoutingException>(() => client.GetResponseAsync("hi", new ChatOptions { ModelId = "slow,quick" }));
    }

    private static async Task<string> AskAsync(RoutedChatClient client, bool stream, CancellationToken token = default)
    {
        var options = new ChatOptions { ModelId = "slow, quick" }.WithRouting(new RouteOptions { FastestResponse = true });
        return stream
            ? (await client.GetStreamingResponseAsync("hi", options, token).ToChatResponseAsync(token)).Text
            : (await client.GetResponseAsync("hi", options, token)).Text;
    }

    private RoutedChatClient Client(ScriptedChatClient quick) => new(_router, null, deployment => deployment.Id == "s" ? _slow : quick);

    private async Task HangAsync(CancellationToken token)
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
        }
        catch (OperationCanceledException)
        {
            _cancelled.TrySetResult();
            throw;
        }
    }

    private async IAsyncEnumerable<ChatResponseUpdate> HangStream([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
    {
        await HangAsync(token);
        yield break;
    }

    private static async IAsyncEnumerable<ChatResponseUpdate> After(Task answers)
    {
        await answers;
        yield return new ChatResponseUpdate(ChatRole.Assistant, "slow but right");
    }

    private static async Task Eventually(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
