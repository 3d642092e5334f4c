using System.Text;
using Fairlead.Attempts;
using Fairlead.Providers.Http;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Tests.Http;

/// <summary>What an upstream's refusal, silence or break counts as.</summary>
public sealed class UpstreamFailureTests : IAsyncLifetime, IDisposable
{
    private readonly UpstreamClient _client = new(new UpstreamClientOptions { Environment = _ => null });
    private FakeUpstream _upstream = null!;

    public async Task InitializeAsync() => _upstream = await FakeUpstream.StartAsync();

    public async Task DisposeAsync() => await _upstream.DisposeAsync();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Send_ErrorStatus_IsAFailureWithItsBody()
    {
        _upstream.Enqueue(FakeReply.Error(429, "Rate limit reached", "requests", "rate_limit_exceeded", ("retry-after", "1.5"), ("x-upstream", "yes")));
        await using var reply = await _client.SendAsync(Calls.Chat(Deployments.At(_upstream.ApiBase)), default);

        Assert.Equal(FailureKind.RateLimited, reply.Failure);
        Assert.Equal(429, reply.Status);
        Assert.Equal(TimeSpan.FromSeconds(1.5), reply.RetryAfter);
        Assert.Equal("status 429 rate_limit_exceeded requests: Rate limit reached", reply.Reason);
        Assert.Contains("Rate limit reached", Encoding.UTF8.GetString(reply.ErrorBody.Span), StringComparison.Ordinal);
        Assert.Equal("yes", Assert.Single(reply.Headers!.GetValues("x-upstream")));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await reply.ReadAsync(new byte[1], default));
    }

    [Fact]
    public async Task Send_ErrorBodyAboveTheLimit_IsCut()
    {
        using var client = new UpstreamClient(new UpstreamClientOptions { Environment = _ => null, MaxErrorBytes = 100 });
        _upstream.Enqueue(FakeReply.Json(new string('x', 5000), 500));
        await using var reply = await client.SendAsync(Calls.Chat(Deployments.At(_upstream.ApiBase)), default);

        Assert.Equal(FailureKind.ServerError, reply.Failure);
        Assert.Equal(100, reply.ErrorBody.Length);
    }

    [Fact]
    public async Task Send_RetryAfterOnSuccess_IsNotRead()
    {
        _upstream.Enqueue(FakeReply.Json("{}", 200, ("retry-after", "30")));
        await using var reply = await _client.SendAsync(Calls.Chat(Deployments.At(_upstream.ApiBase)), default);

        Assert.Equal(FailureKind.None, reply.Failure);
        Assert.Null(reply.RetryAfter);
    }

    [Fact]
    public async Task Send_Redirect_IsNotFollowed()
    {
        _upstream.Enqueue(FakeReply.Json("", 302, ("Location", _upstream.Url + "/elsewhere")));
        await using var reply = await _client.SendAsync(Calls.Chat(Deployments.At(_upstream.ApiBase)), default);

        Assert.Equal(FailureKind.MalformedResponse, reply.Failure);
        Assert.Single(_upstream.Requests);
    }

    [Fact]
    public async Task Send_WebPage_IsMalformed()
    {
        _upstream.Enqueue(FakeReply.Raw("text/html; charset=utf-8", "<html>"u8.ToArray()));
        await using var reply = await _client.SendAsync(Calls.Chat(Deployments.At(_upstream.ApiBase)), default);

        Assert.Equal(FailureKind.MalformedResponse, reply.Failure);
        Assert.Contains("api_base", reply.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_NobodyListens_IsAConnectionFailure()
    {
        var gone = await FakeUpstream.StartAsync();
        var url = gone.ApiBase;
        await gone.DisposeAsync();
        await using var reply = await _client.SendAsync(Calls.Chat(Deployments.At(url)), default);

        Assert.Equal(FailureKind.Connection, reply.Failure);
        Assert.Equal(0, reply.Status);
        Assert.Equal("connection refused", reply.Reason);
        Assert.Null(reply.Headers);
    }

    [Fact]
    public async Task Send_CutBeforeHead_IsAConnectionFailure()
    {
        _upstream.Enqueue(new FakeReply { Ending = FakeEnding.CutBeforeHead });
        await using var reply = await _client.SendAsync(Calls.Chat(Deployments.At(_upstream.ApiBase)), default);

        Assert.Equal(FailureKind.Connection, reply.Failure);
    }

    [Fact]
    public async Task Read_StreamCut_IsBrokenAfterWhatCame()
    {
        _upstream.Enqueue(FakeReply.ChatStream(["a", "b"]) with { Ending = FakeEnding.Cut });
        await using var reply = await _client.SendAsync(Calls.Chat(Deployments.At(_upstream.ApiBase), stream: true), default);
        Assert.True(reply.IsEventStream);
        var (text, failure) = await Calls.ReadAllAsync(reply);

        Assert.Equal(FailureKind.StreamBroken, failure);
        Assert.Equal(FailureKind.StreamBroken, reply.Failure);
        Assert.EndsWith("data: [DONE]\n\n", text, StringComparison.Ordinal);
        var again = await reply.ReadAsync(new byte[10], default);
        Assert.Equal(FailureKind.StreamBroken, again.Failure);
    }

    [Fact]
    public async Task Read_AnswerShorterThanAnnounced_IsBroken()
    {
        _upstream.Enqueue(FakeReply.Raw("application/json", "{\"a\":"u8.ToArray()) with { Ending = FakeEnding.Cut, Headers = [new("Content-Type", "application/json"), new("Content-Length", "100")] });
        await using var reply = await _client.SendAsync(Calls.Chat(Deployments.At(_upstream.ApiBase)), default);
        var (_, failure) = await Calls.ReadAllAsync(reply);

        Assert.Equal(FailureKind.StreamBroken, failure);
    }
}
