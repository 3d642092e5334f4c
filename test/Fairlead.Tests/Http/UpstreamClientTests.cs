using System.Text;
using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Providers.Http;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Tests.Http;

public sealed class UpstreamClientTests : IAsyncLifetime, IDisposable
{
    private readonly UpstreamClient _client = new(new UpstreamClientOptions { Environment = _ => null });
    private FakeUpstream _upstream = null!;

    public async Task InitializeAsync() => _upstream = await FakeUpstream.StartAsync();

    public async Task DisposeAsync() => await _upstream.DisposeAsync();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Send_PlainAnswer_RequestDiffersOnlyInModelAndAnswerIsExact()
    {
        _upstream.Enqueue(FakeReply.Json("{\"odd\" : [1,2,\"\\u00e9\"]}\r\n"));
        var body = """ {"messages":[{"role":"user","content":"line\nbreak \"model\":\"x\" é 🐟"}], "unknown":{"deep":[1e3]},"model":"asked" , "z":null} """;

        var bytes = Encoding.UTF8.GetBytes(body);
        var start = bytes.AsSpan().LastIndexOf("\"asked\""u8);
        var call = Calls.Of(Deployments.At(_upstream.ApiBase), body) with { ModelSpan = start..(start + 7) };
        await using var reply = await _client.SendAsync(call, default);
        var (text, failure) = await Calls.ReadAllAsync(reply);

        Assert.Equal(FailureKind.None, failure);
        Assert.Equal(200, reply.Status);
        Assert.Equal("{\"odd\" : [1,2,\"\\u00e9\"]}\r\n", text);
        var request = Assert.Single(_upstream.Requests);
        Assert.Equal(body.Replace("\"asked\"", "\"upstream-model\"", StringComparison.Ordinal), request.BodyText);
        Assert.Equal("/v1/chat/completions", request.Path);
        Assert.Equal("POST", request.Method);
        Assert.Equal("HTTP/1.1", request.Protocol);
        Assert.Equal("Bearer sk-test-0123456789", request.Headers["Authorization"]);
        Assert.Equal("application/json", request.Headers["Content-Type"]);
        Assert.Equal(request.Body.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), request.Headers["Content-Length"]);
        Assert.False(request.Headers.ContainsKey("Transfer-Encoding"));
        Assert.False(request.Headers.ContainsKey("traceparent"));
    }

    [Theory]
    [InlineData(Surface.ChatCompletions, "/v1/chat/completions")]
    [InlineData(Surface.Completions, "/v1/completions")]
    [InlineData(Surface.Embeddings, "/v1/embeddings")]
    public async Task Send_Surface_HasItsPath(Surface surface, string path)
    {
        await using var reply = await _client.SendAsync(Calls.Of(Deployments.At(_upstream.ApiBase), """{"model":"m"}""", surface), default);

        Assert.Equal(path, Assert.Single(_upstream.Requests).Path);
    }

    [Fact]
    public async Task Send_BodyWithoutModel_GetsOneAsFirstMember()
    {
        var deployment = Deployments.At(_upstream.ApiBase);
        await using var one = await _client.SendAsync(Calls.Of(deployment, """ {"messages":[]}"""), default);
        await using var two = await _client.SendAsync(Calls.Of(deployment, """{ }"""), default);

        Assert.Equal(""" {"model":"upstream-model","messages":[]}""", _upstream.Requests[0].BodyText);
        Assert.Equal("""{"model":"upstream-model" }""", _upstream.Requests[1].BodyText);
    }

    [Fact]
    public async Task Send_ModelNameWithQuotes_IsEscaped()
    {
        var deployment = Deployments.At(_upstream.ApiBase, "a\"b\\c é");
        await using var reply = await _client.SendAsync(Calls.Of(deployment, """{"model":"x"}"""), default);

        Assert.Equal("a\"b\\c é", System.Text.Json.JsonDocument.Parse(_upstream.Requests[0].Body).RootElement.GetProperty("model").GetString());
    }

    [Fact]
    public async Task Send_LargePrompt_ArrivesWhole()
    {
        var prompt = string.Concat(Enumerable.Range(0, 60_000).Select(i => i.ToString("x4", System.Globalization.CultureInfo.InvariantCulture)));
        var body = $$"""{"messages":[{"content":"{{prompt}}"}],"model":"asked"}""";
        await using var reply = await _client.SendAsync(Calls.Of(Deployments.At(_upstream.ApiBase), body), default);

        Assert.Equal(body.Replace("asked", "upstream-model", StringComparison.Ordinal), _upstream.Requests[0].BodyText);
    }

    [Fact]
    public async Task Send_RequestIdAndExtraHeaders_AreSent()
    {
        var deployment = Deployments.Of("openai", "m", new DeploymentParams
        {
            Model = "",
            ApiBase = _upstream.ApiBase,
            ApiKey = new Secret("k"),
            Organization = "org-1",
            ExtraHeaders = new Dictionary<string, string> { ["X-Team"] = "blue", ["Content-Length"] = "3", ["user-agent"] = "mine/1" },
        });
        await using var reply = await _client.SendAsync(Calls.Chat(deployment) with { RequestId = "req-7" }, default);

        var headers = _upstream.Requests[0].Headers;
        Assert.Equal("req-7", headers["x-request-id"]);
        Assert.Equal("blue", headers["X-Team"]);
        Assert.Equal("org-1", headers["OpenAI-Organization"]);
        Assert.Equal("mine/1", headers["User-Agent"]);
    }

    [Fact]
    public async Task Send_DefaultParameters_AreAddedWhereTheRequestSetsNone()
    {
        var deployment = Deployments.Of("openai", "m", new DeploymentParams
        {
            Model = "",
            ApiBase = _upstream.ApiBase,
            ApiKey = new Secret("k"),
            Extra = Deployments.Extra("""{"temperature":0.2,"top_k":5,"drop_params":true,"aws_secret_access_key":"no","my_api_key":"no","extra_body":{"guided":{"a":[1]}}}"""),
        });
        await using var one = await _client.SendAsync(Calls.Of(deployment, """{"model":"m","top_k":null,"nested":{"temperature":1}}"""), default);
        await using var two = await _client.SendAsync(Calls.Of(deployment, """{"temperature":1,"top_k":1,"guided":0,"model":"m"}"""), default);
        await using var three = await _client.SendAsync(Calls.Of(deployment, """{"top_k":1,"messages":[]}"""), default);

        Assert.Equal("""{"temperature":0.2,"guided":{"a":[1]},"model":"m","top_k":null,"nested":{"temperature":1}}""", _upstream.Requests[0].BodyText);
        Assert.Equal("""{"temperature":1,"top_k":1,"guided":0,"model":"m"}""", _upstream.Requests[1].BodyText);
        Assert.Equal("""{"model":"m","temperature":0.2,"guided":{"a":[1]},"top_k":1,"messages":[]}""", _upstream.Requests[2].BodyText);
    }

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
    public async Task Send_RetryAfterOnSuccess_IsNotRead()
    {
        _upstream.Enqueue(FakeReply.Json("{}", 200, ("retry-after", "30")));
        await using var reply = await _client.SendAsync(Calls.Chat(Deployments.At(_upstream.ApiBase)), default);

        Assert.Equal(FailureKind.None, reply.Failure);
        Assert.Null(reply.RetryAfter);
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

    [Fact]
    public async Task Send_AfterAWholeAnswer_ReusesTheConnection()
    {
        var deployment = Deployments.At(_upstream.ApiBase);
        for (var i = 0; i < 20; i++)
        {
            await using var reply = await _client.SendAsync(Calls.Chat(deployment), default);
            var (_, failure) = await Calls.ReadAllAsync(reply);
            Assert.Equal(FailureKind.None, failure);
        }

        Assert.Equal(20, _upstream.Requests.Count);
    }

    [Fact]
    public async Task Send_CancelledBefore_SendsNothing()
    {
        await using var reply = await _client.SendAsync(Calls.Chat(Deployments.At(_upstream.ApiBase)), new CancellationToken(true));

        Assert.Equal(FailureKind.Cancelled, reply.Failure);
        Assert.Empty(_upstream.Requests);
    }
}
