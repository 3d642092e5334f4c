using System.Text;
using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Providers.Http;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Tests.Http;

/// <summary>What an upstream is sent.</summary>
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
}
