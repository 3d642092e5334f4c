using Fairlead.Attempts;
using Fairlead.State;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Time;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Relay;

/// <summary>A second attempt beside one that is late, over HTTP.</summary>
public sealed class HedgeTests : IAsyncLifetime
{
    private const string Plain = """{"model":"gpt-4","messages":[]}""";
    private const string Stream = """{"model":"gpt-4","stream":true}""";
    private const string UsageFirst = """{"choices":[],"usage":{"prompt_tokens":70,"completion_tokens":0,"total_tokens":70}}""";

    private readonly FakeTimeProvider _clock = new();
    private FakeUpstream _late = null!;
    private FakeUpstream _other = null!;
    private GatewayFixture _gateway = null!;

    public async Task InitializeAsync()
    {
        _late = await FakeUpstream.StartAsync();
        _other = await FakeUpstream.StartAsync();
        var yaml = GatewayFixture.YamlInOrder(("gpt-4", _late.ApiBase), ("gpt-4", _other.ApiBase))
            + "router_settings: { hedging: { enabled: true, max_share: 0.5 }, num_retries: 0 }\n";
        _gateway = await GatewayFixture.StartAsync(yaml, options => options with { TimeProvider = _clock });

        // What the group's answers usually take: a tenth of a second.
        var router = _gateway.Get<Router>();
        foreach (var stream in (bool[])[true, false])
        {
            for (var i = 0; i < 50; i++)
            {
                _clock.Advance(TimeSpan.FromMilliseconds(300));
                using var session = router.Begin(new RouteRequest("gpt-4") { Stream = stream });
                Assert.True(session.TryNext(out var attempt));
                session.Report(attempt, new AttemptReport { TimeToFirstToken = TimeSpan.FromSeconds(0.1), Duration = TimeSpan.FromSeconds(0.1), OutputTokens = 1 });
            }
        }
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _late.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Late_AnotherAnswersAndTheLateOneIsCancelled(bool stream)
    {
        _late.Enqueue(FakeReply.Silent);
        _other.Enqueue(stream ? FakeReply.ChatStream(["from the hedge"]) : FakeReply.Chat("from the hedge"));
        var answering = _gateway.PostAsync("/v1/chat/completions", stream ? Stream : Plain, ("x-fairlead-explain", "1"));
        var asked = await _late.NextRequestAsync();
        await PassTimeUntilHedgedAsync();
        using var response = await answering;

        Assert.Contains("from the hedge", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("d2", response.Headers.GetValues("x-litellm-model-id").Single());
        Assert.Equal("0", response.Headers.GetValues("x-litellm-attempted-retries").Single());
        Assert.Contains("tried=d1:Lost", response.Headers.GetValues("x-fairlead-route").Single(), StringComparison.Ordinal);
        await asked.Aborted.WaitAsync(FakeUpstream.Patience);
        await GatewayFixture.Eventually(() => _gateway.InFlight("gpt-4") == 0);
        var late = Of("d1");
        Assert.Equal(1, late.Failures[FailureKind.Lost]);
        Assert.Equal(0, late.FailureShare);
        Assert.Null(late.Cooldown);
    }

    [Fact]
    public async Task InTime_IsNotHedged()
    {
        var written = new TaskCompletionSource();
        _late.Enqueue(FakeReply.ChatStream(["in", "time"]) with { Gate = chunk => chunk == 2 ? written.Task : Task.CompletedTask });
        using var response = await _gateway.PostAsync("/v1/chat/completions", Stream);
        _clock.Advance(TimeSpan.FromSeconds(5));
        written.SetResult();

        Assert.Contains("time", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(_other.Requests);
    }

    public static TheoryData<string> NoAnswers => ["500", "empty stream", "error frame", "comments"];

    [Theory]
    [MemberData(nameof(NoAnswers))]
    public async Task HedgeThatIsNoAnswer_DoesNotWin(string kind)
    {
        var answers = new TaskCompletionSource();
        _late.Enqueue(FakeReply.ChatStream(["late but right"]) with { Gate = chunk => chunk == 0 ? answers.Task : Task.CompletedTask });
        _other.Enqueue(kind switch
        {
            "500" => FakeReply.Error(500),
            "empty stream" => FakeReply.Events("[DONE]"),
            "error frame" => FakeReply.Events("""{"error":{"message":"overloaded"}}"""),
            _ => FakeReply.Raw("text/event-stream", ": PROCESSING\n\n"u8.ToArray()),
        });
        var answering = _gateway.PostAsync("/v1/chat/completions", Stream);
        await _late.NextRequestAsync();
        await PassTimeUntilHedgedAsync();
        await GatewayFixture.Eventually(() => Of("d2").Failures.Count > 0);
        answers.SetResult();
        using var response = await answering;

        Assert.Contains("late but right", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("d1", response.Headers.GetValues("x-litellm-model-id").Single());
        await GatewayFixture.Eventually(() => _gateway.InFlight("gpt-4") == 0);
    }

    [Fact]
    public async Task BothFail_TheMostUsefulFailureIsTold()
    {
        var answers = new TaskCompletionSource();
        _late.Enqueue(FakeReply.Error(500) with { Gate = _ => answers.Task });
        _other.Enqueue(FakeReply.Error(400, "the prompt is wrong", "invalid_request_error"));
        var answering = _gateway.PostAsync("/v1/chat/completions", Plain);
        await _late.NextRequestAsync();
        await PassTimeUntilHedgedAsync();
        await GatewayFixture.Eventually(() => Of("d2").Failures.Count > 0);
        answers.SetResult();
        using var response = await answering;

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal(0, _gateway.InFlight("gpt-4"));
    }

    [Fact]
    public async Task UsageOfBoth_IsBooked()
    {
        // The winner waits until the loser's usage is on its way: what comes after it was let go is not read.
        var told = new TaskCompletionSource();
        _late.Enqueue(FakeReply.Events(UsageFirst) with { Ending = FakeEnding.Hang, Gate = chunk => chunk == 0 ? Task.CompletedTask : Told(told) });
        _other.Enqueue(FakeReply.ChatStream(["ok"], usage: true) with { Gate = _ => told.Task });
        var answering = _gateway.PostAsync("/v1/chat/completions", Stream);
        await _late.NextRequestAsync();
        await PassTimeUntilHedgedAsync();
        using var response = await answering;
        await response.Content.ReadAsStringAsync();

        await GatewayFixture.Eventually(() => Of("d1").InputTokens == 70 && Of("d2").InputTokens == 3);
    }

    private static Task Told(TaskCompletionSource told)
    {
        told.TrySetResult();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task ClientLeaves_BothAreCancelled()
    {
        _late.Enqueue(FakeReply.Silent);
        _other.Enqueue(FakeReply.Silent);
        using var leaves = new CancellationTokenSource();
        var answering = _gateway.SendAsync(HttpMethod.Post, "/v1/chat/completions", System.Text.Encoding.UTF8.GetBytes(Stream), leaves.Token);
        var first = await _late.NextRequestAsync();
        await PassTimeUntilHedgedAsync();
        var second = await _other.NextRequestAsync();
        await leaves.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answering);
        await first.Aborted.WaitAsync(FakeUpstream.Patience);
        await second.Aborted.WaitAsync(FakeUpstream.Patience);
        await GatewayFixture.Eventually(() => _gateway.InFlight("gpt-4") == 0);
        Assert.Equal(1, Of("d1").Failures[FailureKind.Cancelled]);
        Assert.Equal(1, Of("d2").Failures[FailureKind.Cancelled]);
    }

    [Fact]
    public async Task Declined_WaitsForTheLateOne()
    {
        var answers = new TaskCompletionSource();
        _late.Enqueue(FakeReply.Chat("late") with { Gate = _ => answers.Task });
        var answering = _gateway.PostAsync("/v1/chat/completions", Plain, ("x-fairlead-hedge", "false"));
        await _late.NextRequestAsync();
        _clock.Advance(TimeSpan.FromSeconds(30));
        answers.SetResult();
        using var response = await answering;

        Assert.Contains("late", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(_other.Requests);
    }

    [Fact]
    public async Task WrongHeader_IsRefusedByName()
    {
        using var response = await _gateway.PostAsync("/v1/chat/completions", Plain, ("x-fairlead-hedge", "perhaps"));

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains("x-fairlead-hedge", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ManyAtOnce_EveryOneIsAnsweredAndNothingIsHeld()
    {
        _late.Default = _ => FakeReply.Silent;
        _other.Default = _ => FakeReply.ChatStream(["ok"]);
        var asked = Enumerable.Range(0, 8).Select(_ => _gateway.PostAsync("/v1/chat/completions", Stream)).ToList();
        await GatewayFixture.Eventually(() => _late.Requests.Count == asked.Count);
        await PassTimeUntilHedgedAsync(asked.Count);
        foreach (var answering in asked)
        {
            using var response = await answering;
            Assert.Contains("ok", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        await GatewayFixture.Eventually(() => _gateway.InFlight("gpt-4") == 0);
        Assert.Equal(asked.Count, Of("d1").Failures[FailureKind.Lost]);
    }

    private DeploymentSnapshot Of(string id) => _gateway.Get<Router>().Snapshot().Deployments.Single(deployment => deployment.Id == id);

    /// <summary>Moves time in small steps until so many hedges have come, for at most ten seconds of it.</summary>
    private async Task PassTimeUntilHedgedAsync(int hedges = 1)
    {
        var end = _clock.GetUtcNow() + TimeSpan.FromSeconds(10);
        await GatewayFixture.Eventually(() =>
        {
            if (_other.Requests.Count < hedges && _clock.GetUtcNow() < end && _clock.ActiveTimers > 0)
            {
                _clock.Advance(TimeSpan.FromMilliseconds(1));
            }

            return _other.Requests.Count >= hedges;
        });
    }
}
