using Fairlead.Attempts;
using Fairlead.Providers.Http;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Tests.Http;

/// <summary>A caller who leaves, before and amid the answer.</summary>
public sealed class UpstreamCancelTests : IAsyncLifetime, IDisposable
{
    private readonly UpstreamClient _client = new(new UpstreamClientOptions { Environment = _ => null });
    private FakeUpstream _upstream = null!;

    public async Task InitializeAsync() => _upstream = await FakeUpstream.StartAsync();

    public async Task DisposeAsync() => await _upstream.DisposeAsync();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Send_CancelledBefore_SendsNothing()
    {
        await using var reply = await _client.SendAsync(Calls.Chat(Deployments.At(_upstream.ApiBase)), new CancellationToken(true));

        Assert.Equal(FailureKind.Cancelled, reply.Failure);
        Assert.Empty(_upstream.Requests);
    }

    [Fact]
    public async Task Cancel_BeforeHead_ReachesTheUpstream()
    {
        _upstream.Enqueue(FakeReply.Silent);
        using var caller = new CancellationTokenSource();
        var sending = _client.SendAsync(Calls.Chat(Deployments.At(_upstream.ApiBase)), caller.Token).AsTask();
        var request = await _upstream.NextRequestAsync();
        await caller.CancelAsync();
        await using var reply = await sending;

        Assert.Equal(FailureKind.Cancelled, reply.Failure);
        await request.Aborted.WaitAsync(FakeUpstream.Patience);
    }

    [Fact]
    public async Task Cancel_AmidAStream_ReachesTheUpstream()
    {
        _upstream.Enqueue(FakeReply.Events("{}") with { Ending = FakeEnding.Hang });
        using var caller = new CancellationTokenSource();
        await using var reply = await _client.SendAsync(Calls.Chat(Deployments.At(_upstream.ApiBase), stream: true), caller.Token);
        var request = await _upstream.NextRequestAsync();
        var buffer = new byte[100];
        Assert.True((await reply.ReadAsync(buffer, caller.Token)).Count > 0);
        var reading = reply.ReadAsync(buffer, caller.Token).AsTask();
        await caller.CancelAsync();

        Assert.Equal(FailureKind.Cancelled, (await reading).Failure);
        await request.Aborted.WaitAsync(FakeUpstream.Patience);
    }

    [Fact]
    public async Task Cancel_ByTheTokenOfTheReadAlone_Counts()
    {
        _upstream.Enqueue(FakeReply.Events("{}") with { Ending = FakeEnding.Hang });
        using var caller = new CancellationTokenSource();
        await using var reply = await _client.SendAsync(Calls.Chat(Deployments.At(_upstream.ApiBase), stream: true), default);
        var buffer = new byte[100];
        Assert.True((await reply.ReadAsync(buffer, caller.Token)).Count > 0);
        var reading = reply.ReadAsync(buffer, caller.Token).AsTask();
        await caller.CancelAsync();

        Assert.Equal(FailureKind.Cancelled, (await reading).Failure);
    }

    [Fact]
    public async Task Dispose_AmidAStream_ClosesTheConnectionAtOnce()
    {
        _upstream.Enqueue(FakeReply.Events("{}") with { Ending = FakeEnding.Hang });
        var reply = await _client.SendAsync(Calls.Chat(Deployments.At(_upstream.ApiBase), stream: true), default);
        var request = await _upstream.NextRequestAsync();
        Assert.True((await reply.ReadAsync(new byte[100], default)).Count > 0);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await reply.DisposeAsync();
        await request.Aborted.WaitAsync(FakeUpstream.Patience);

        // The HTTP stack would by itself drain for two seconds.
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1.5), $"took {clock.Elapsed}");
    }
}
