using System.Runtime.CompilerServices;
using Fairlead.Attempts;
using Fairlead.Chat;
using Fairlead.Configuration;
using Fairlead.State;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;
using Microsoft.Extensions.AI;

namespace Fairlead.Tests.Chat;

/// <summary>A second attempt beside one that is late, through <see cref="IChatClient"/>.</summary>
public sealed class HedgedChatTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _clock = new();
    private readonly ScriptedChatClient _late = new();
    private readonly ScriptedChatClient _other = ScriptedChatClient.Says("from the hedge");
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _answers = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Router _router;
    private readonly RoutedChatClient _client;

    public HedgedChatTests()
    {
        _router = Given.Config(Given.Deployment("m", "late", with: p => p with { Order = 1 }), Given.Deployment("m", "other", with: p => p with { Order = 2 }))
            .With(r => r with { Hedging = new HedgingSettings { Enabled = true, MaxShare = 0.5 }, NumRetries = 0 })
            .Router(_clock);
        _client = new RoutedChatClient(
            _router, "m", deployment => deployment.Id == "late" ? _late : _other, new RoutedClientOptions { TimeProvider = _clock });
        foreach (var stream in (bool[])[true, false])
        {
            for (var i = 0; i < 50; i++)
            {
                _clock.Advance(TimeSpan.FromMilliseconds(300));
                using var session = _router.Begin(new RouteRequest("m") { Stream = stream });
                Assert.True(session.TryNext(out var attempt));
                session.Report(attempt, Given.Ok(seconds: 0.1, firstToken: 0.1));
            }
        }

        _late.Answer = async (_, token) =>
        {
            await LateAsync(token);
            return new ChatResponse(new ChatMessage(ChatRole.Assistant, "late but right"));
        };
        _late.Stream = (_, token) => LateStream(token);
    }

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Late_AnotherAnswersAndTheLateOneIsCancelled()
    {
        var answering = _client.GetResponseAsync("hi");
        await BecomeLateAsync();
        var response = await answering.WaitAsync(Patience);

        Assert.Equal("from the hedge", response.Text);
        Assert.Equal("other", response.AdditionalProperties![RoutingKeys.DeploymentId]);
        await _cancelled.Task.WaitAsync(Patience);
        AssertLost();
    }

    [Fact]
    public async Task LateStream_AnotherAnswersAndTheLateOneIsCancelled()
    {
        var answering = ReadAsync();
        await BecomeLateAsync();

        Assert.Equal("from the hedge", await answering.WaitAsync(Patience));
        await _cancelled.Task.WaitAsync(Patience);
        AssertLost();
    }

    [Fact]
    public async Task LateOneIgnoresItsToken_TheAnswerDoesNotWaitForIt()
    {
        _late.Answer = async (_, _) =>
        {
            _asked.TrySetResult();
            await _answers.Task;
            return new ChatResponse(new ChatMessage(ChatRole.Assistant, "too late")) { Usage = new UsageDetails { InputTokenCount = 70, OutputTokenCount = 7 } };
        };
        var answering = _client.GetResponseAsync("hi");
        await BecomeLateAsync();

        Assert.Equal("from the hedge", (await answering.WaitAsync(Patience)).Text);
        AssertLost();

        // What it used is booked when it is known.
        _answers.SetResult();
        await Eventually(() => Of("late").InputTokens == 70);
    }

    [Fact]
    public async Task HedgeFails_TheLateOneIsWaitedFor()
    {
        _other.Answer = static (_, _) => Task.FromException<ChatResponse>(new UpstreamException(FailureKind.ServerError, 500, "no"));
        var answering = _client.GetResponseAsync("hi");
        await BecomeLateAsync();
        await Eventually(() => Of("other").Failures.Count == 1);
        _answers.SetResult();

        Assert.Equal("late but right", (await answering.WaitAsync(Patience)).Text);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task HedgedStreamThatIsNoAnswer_DoesNotWin(bool empty)
    {
        _other.Stream = (_, _) => empty ? ScriptedChatClient.Updates() : ScriptedChatClient.Failing(new UpstreamException(FailureKind.ServerError, 500, "no"));
        var answering = ReadAsync();
        await BecomeLateAsync();
        await Eventually(() => Of("other").Failures.Count == 1);
        _answers.SetResult();

        Assert.Equal("late but right", await answering.WaitAsync(Patience));
        Assert.All(_router.Snapshot().Deployments, d => Assert.Equal(0, d.InFlight));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task BothFail_BothAreTold(bool stream)
    {
        var failure = new UpstreamException(FailureKind.ServerError, 500, "no");
        _late.Answer = async (_, token) =>
        {
            await LateAsync(token);
            throw failure;
        };
        _late.Stream = (_, token) => LateStream(token, failure);
        _other.Answer = (_, _) => Task.FromException<ChatResponse>(failure);
        _other.Stream = (_, _) => ScriptedChatClient.Failing(failure);
        Task answering = stream ? ReadAsync() : _client.GetResponseAsync("hi");
        await BecomeLateAsync();
        await Eventually(() => Of("other").Failures.Count == 1);
        _answers.SetResult();

        var told = await Assert.ThrowsAsync<RoutingException>(() => answering.WaitAsync(Patience));
        Assert.Equal(2, told.Failure.Attempts.Count);
        Assert.Equal(2, told.Causes.Count);
        Assert.Equal([false, true], told.Failure.Attempts.Select(a => a.Hedge).Order());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CallerLeaves_BothAreCancelled(bool stream)
    {
        _other.Answer = async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            return new ChatResponse();
        };
        _other.Stream = (_, token) => Silent(token);
        using var leaves = new CancellationTokenSource();
        Task answering = stream ? ReadAsync(leaves.Token) : _client.GetResponseAsync("hi", cancellationToken: leaves.Token);
        await BecomeLateAsync();
        await leaves.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answering.WaitAsync(Patience));
        await _cancelled.Task.WaitAsync(Patience);
        Assert.All(_router.Snapshot().Deployments, d => Assert.Equal((0, 1L), (d.InFlight, d.Failures[FailureKind.Cancelled])));
    }

    [Fact]
    public async Task Declined_IsNotHedged()
    {
        var answering = _client.GetResponseAsync("hi", new ChatOptions().WithRouting(new RouteOptions { Hedge = false }));
        await _asked.Task.WaitAsync(Patience);
        _clock.Advance(TimeSpan.FromSeconds(30));
        _answers.SetResult();

        Assert.Equal("late but right", (await answering.WaitAsync(Patience)).Text);
        Assert.Equal(0, _other.Calls);
    }

    private static async IAsyncEnumerable<ChatResponseUpdate> Silent([EnumeratorCancellation] CancellationToken token)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, token);
        yield break;
    }

    private async Task LateAsync(CancellationToken token)
    {
        _asked.TrySetResult();
        try
        {
            await _answers.Task.WaitAsync(token);
        }
        catch (OperationCanceledException)
        {
            _cancelled.TrySetResult();
            throw;
        }
    }

    private async IAsyncEnumerable<ChatResponseUpdate> LateStream([EnumeratorCancellation] CancellationToken token, Exception? failure = null)
    {
        await LateAsync(token);
        if (failure is not null)
        {
            throw failure;
        }

        yield return new ChatResponseUpdate(ChatRole.Assistant, "late but right");
    }

    private async Task<string> ReadAsync(CancellationToken token = default)
    {
        var text = "";
        await foreach (var update in _client.GetStreamingResponseAsync("hi", cancellationToken: token))
        {
            text += update.Text;
        }

        return text;
    }

    private DeploymentSnapshot Of(string id) => _router.Snapshot().Deployments.Single(deployment => deployment.Id == id);

    private void AssertLost()
    {
        Assert.All(_router.Snapshot().Deployments, d => Assert.Equal(0, d.InFlight));
        Assert.Equal(1, Of("late").Failures[FailureKind.Lost]);
        Assert.Equal(0, Of("late").FailureShare);
    }

    /// <summary>Moves time in small steps until the other is asked, for at most ten seconds of it.</summary>
    private async Task BecomeLateAsync()
    {
        await _asked.Task.WaitAsync(Patience);
        var end = _clock.GetUtcNow() + TimeSpan.FromSeconds(10);
        await Eventually(() =>
        {
            if (_other.Calls == 0 && _clock.GetUtcNow() < end && _clock.ActiveTimers > 0)
            {
                _clock.Advance(TimeSpan.FromMilliseconds(1));
            }

            return _other.Calls > 0;
        });
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
