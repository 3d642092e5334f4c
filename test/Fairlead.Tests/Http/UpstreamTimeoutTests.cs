using Fairlead.Attempts;
using Fairlead.Providers.Http;
using Fairlead.TestKit.Time;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Tests.Http;

public sealed class UpstreamTimeoutTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Ten = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private readonly FakeTimeProvider _clock = new();
    private readonly UpstreamClient _client;
    private FakeUpstream _upstream = null!;

    public UpstreamTimeoutTests() => _client = new(new UpstreamClientOptions { TimeProvider = _clock, Environment = _ => null });

    public async Task InitializeAsync() => _upstream = await FakeUpstream.StartAsync();

    public async Task DisposeAsync() => await _upstream.DisposeAsync();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task FirstByte_NotInTime_IsATimeoutAndReachesTheUpstream()
    {
        _upstream.Enqueue(FakeReply.Silent);
        var sending = _client.SendAsync(Calls.Chat(Deployments.At(_upstream.ApiBase), firstByte: Ten), default).AsTask();
        var request = await _upstream.NextRequestAsync();
        _clock.Advance(Ten - Tick);
        Assert.False(sending.IsCompleted);
        _clock.Advance(Tick);
        await using var reply = await sending;

        Assert.Equal(FailureKind.Timeout, reply.Failure);
        Assert.Equal(0, reply.Status);
        Assert.Equal("no answer within the first-byte timeout", reply.Reason);
        await request.Aborted.WaitAsync(FakeUpstream.Patience);
    }

    [Fact]
    public async Task FirstByte_Zero_IsATimeoutAtOnce()
    {
        _upstream.Enqueue(FakeReply.Silent);
        var sending = _client.SendAsync(Calls.Chat(Deployments.At(_upstream.ApiBase), firstByte: TimeSpan.Zero), default).AsTask();
        _clock.Advance(TimeSpan.Zero);
        await using var reply = await sending;

        Assert.Equal(FailureKind.Timeout, reply.Failure);
    }

    [Fact]
    public async Task Idle_SilenceAmidAStream_IsATimeout()
    {
        _upstream.Enqueue(FakeReply.Events("{}") with { Ending = FakeEnding.Hang });
        await using var reply = await _client.SendAsync(Calls.Chat(Deployments.At(_upstream.ApiBase), stream: true, idle: Ten), default);
        var request = await _upstream.NextRequestAsync();
        var buffer = new byte[100];
        Assert.True((await reply.ReadAsync(buffer, default)).Count > 0);
        var reading = reply.ReadAsync(buffer, default).AsTask();
        _clock.Advance(Ten - Tick);
        Assert.False(reading.IsCompleted);
        _clock.Advance(Tick);
        var read = await reading;

        Assert.Equal(FailureKind.Timeout, read.Failure);
        Assert.Equal(FailureKind.Timeout, reply.Failure);
        await request.Aborted.WaitAsync(FakeUpstream.Patience);
    }

    [Fact]
    public async Task Idle_IsArmedAnewByEveryRead()
    {
        var gates = Enumerable.Range(0, 5).Select(_ => new TaskCompletionSource()).ToArray();
        _upstream.Enqueue(FakeReply.Events("1", "2", "3", "4") with { Gate = i => gates[i].Task });
        await using var reply = await _client.SendAsync(Calls.Chat(Deployments.At(_upstream.ApiBase), stream: true, firstByte: Ten, idle: Ten), default);
        var buffer = new byte[100];
        for (var i = 0; i < 4; i++)
        {
            var reading = reply.ReadAsync(buffer, default).AsTask();
            // Nine seconds each: thirty-six in all, beyond both timeouts.
            _clock.Advance(TimeSpan.FromSeconds(9));
            gates[i].SetResult();
            Assert.Equal("data: 1\n\n".Length, (await reading.WaitAsync(FakeUpstream.Patience)).Count);
        }

        gates[4].SetResult();
        Assert.Equal(new BodyRead(0, FailureKind.None), await reply.ReadAsync(buffer, default));
    }

    [Fact]
    public async Task Idle_TimeTheReaderTakesItself_DoesNotCount()
    {
        _upstream.Enqueue(FakeReply.Events("1", "2"));
        await using var reply = await _client.SendAsync(Calls.Chat(Deployments.At(_upstream.ApiBase), stream: true, idle: Ten), default);
        _clock.Advance(TimeSpan.FromHours(1));
        var (text, failure) = await Calls.ReadAllAsync(reply);

        Assert.Equal(FailureKind.None, failure);
        Assert.Equal("data: 1\n\ndata: 2\n\n", text);
    }

    [Fact]
    public async Task Scope_UsedAgain_KeepsNothingOfTheCallBefore()
    {
        var deployment = Deployments.At(_upstream.ApiBase);
        for (var i = 0; i < 5; i++)
        {
            using var caller = new CancellationTokenSource();
            await using (var reply = await _client.SendAsync(Calls.Chat(deployment, firstByte: Ten), caller.Token))
            {
                Assert.Equal(FailureKind.None, (await Calls.ReadAllAsync(reply)).Failure);
            }

            // The call before is over: neither its caller nor its deadline may end the next one.
            await caller.CancelAsync();
            _clock.Advance(TimeSpan.FromSeconds(30));
        }
    }

    [Fact]
    public async Task ErrorBody_ThatNeverEnds_IsReadForFiveSeconds()
    {
        _upstream.Enqueue(FakeReply.Error(503) with { Ending = FakeEnding.Hang, WithContentLength = false });
        var sending = _client.SendAsync(Calls.Chat(Deployments.At(_upstream.ApiBase), firstByte: Timeout.InfiniteTimeSpan), default).AsTask();
        await _upstream.NextRequestAsync();
        while (!sending.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await using var reply = await sending;
        Assert.Equal(FailureKind.Unavailable, reply.Failure);
        Assert.Equal(503, reply.Status);
    }
}
