using System.Text;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Relay;

/// <summary>What happens when an upstream does not answer as it should.</summary>
public sealed class FailoverTests : IAsyncLifetime
{
    private const string Plain = """{"model":"gpt-4","messages":[]}""";
    private const string Stream = """{"model":"gpt-4","stream":true}""";

    private FakeUpstream _first = null!;
    private FakeUpstream _second = null!;

    public async Task InitializeAsync()
    {
        _first = await FakeUpstream.StartAsync();
        _second = await FakeUpstream.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    public static TheoryData<string> BadAnswers => [.. Answers.Keys];

    private static readonly Dictionary<string, FakeReply> Answers = new()
    {
        ["500"] = FakeReply.Error(500),
        ["429"] = FakeReply.RateLimited("1"),
        ["401"] = FakeReply.Error(401, "Incorrect API key provided", "invalid_request_error", "invalid_api_key"),
        ["no head"] = new FakeReply { Ending = FakeEnding.CutBeforeHead },
        ["web page"] = FakeReply.Raw("text/html", "<html/>"u8.ToArray()),
        ["not JSON"] = FakeReply.Raw("application/json", "upstream says hi"u8.ToArray()),
        ["error with status 200"] = FakeReply.Json("""{"error":{"message":"no","code":500}}"""),
        ["cut amid the body"] = FakeReply.Raw("application/json", "{\"id\":"u8.ToArray()) with { Ending = FakeEnding.Cut },
        ["empty stream"] = FakeReply.Raw("text/event-stream"),
        ["stream of comments"] = FakeReply.Raw("text/event-stream", ": PROCESSING\n\n"u8.ToArray(), ": PROCESSING\n\n"u8.ToArray()),
        ["error frame first"] = FakeReply.Events("""{"error":{"message":"overloaded","type":"overloaded_error"}}"""),
        ["role, then error frame"] = FakeReply.Events("""{"choices":[{"index":0,"delta":{"role":"assistant"}}]}""", """{"error":{"message":"no"}}"""),
        ["role, then cut"] = FakeReply.Events("""{"choices":[{"index":0,"delta":{"role":"assistant"}}]}""") with { Ending = FakeEnding.Cut },
        ["done without content"] = FakeReply.Events("[DONE]"),
    };

    [Theory]
    [MemberData(nameof(BadAnswers))]
    public async Task BadAnswerBeforeContent_AnotherDeploymentAnswers(string answer)
    {
        _first.Default = _ => Answers[answer];
        var stream = FakeReply.ChatStream(["ok"]);
        _second.Enqueue(stream);
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.YamlInOrder(("gpt-4", _first.ApiBase), ("gpt-4", _second.ApiBase)));

        using var response = await gateway.PostAsync("/v1/chat/completions", Stream);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(string.Concat(stream.Chunks.Select(Encoding.UTF8.GetString)), await response.Content.ReadAsStringAsync());
        Assert.Equal("d2", Responses.Header(response, "x-litellm-model-id"));
        Assert.Equal("1", Responses.Header(response, "x-litellm-attempted-retries"));
        Assert.Single(_first.Requests);
        await GatewayFixture.Eventually(() => gateway.InFlight("gpt-4") == 0);
    }

    [Fact]
    public async Task CommentsOnly_FirstContentDeadlinePasses_AnotherDeploymentAnswers()
    {
        _first.Default = static _ => FakeReply.Raw("text/event-stream", ": PROCESSING\n\n"u8.ToArray()) with { Ending = FakeEnding.Hang };
        _second.Enqueue(FakeReply.ChatStream(["ok"]));
        var yaml = GatewayFixture.YamlInOrder(("gpt-4", _first.ApiBase), ("gpt-4", _second.ApiBase)).Replace("order: 1", "order: 1, stream_timeout: 0.3", StringComparison.Ordinal);
        await using var gateway = await GatewayFixture.StartAsync(yaml);

        using var response = await gateway.PostAsync("/v1/chat/completions", Stream);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("d2", Responses.Header(response, "x-litellm-model-id"));
        await _first.Requests[0].Aborted.WaitAsync(GatewayFixture.Patience);
        Assert.EndsWith("data: [DONE]\n\n", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GroupDown_FallbackGroupAnswers()
    {
        _first.Default = static _ => FakeReply.Error(500);
        var yaml = GatewayFixture.YamlInOrder(("gpt-4", _first.ApiBase), ("other", _second.ApiBase)) + "router_settings:\n  num_retries: 0\n  fallbacks: [{gpt-4: [other]}]\n";
        await using var gateway = await GatewayFixture.StartAsync(yaml);

        using var response = await gateway.PostAsync("/v1/chat/completions", Plain);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("other", Responses.Header(response, "x-litellm-model-group"));
        Assert.Equal("1", Responses.Header(response, "x-litellm-attempted-fallbacks"));
        Assert.Equal("""{"model":"up-2","messages":[]}""", Assert.Single(_second.Requests).BodyText);
    }

    [Theory]
    [InlineData("""{"model":"gpt-4","fallbacks":["other"],"num_retries":0}""", 200)]
    [InlineData("""{"model":"gpt-4","fallbacks":["other"],"num_retries":0,"disable_fallbacks":true}""", 500)]
    public async Task RequestsOwnFallbacks_AreUsed(string body, int status)
    {
        _first.Default = static _ => FakeReply.Error(500);
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.YamlInOrder(("gpt-4", _first.ApiBase), ("other", _second.ApiBase)));
        using var response = await gateway.PostAsync("/v1/chat/completions", body);
        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task UpstreamsRefusalOfTheRequest_IsPassedOnByteForByte()
    {
        const string Body = "{ \"error\": {\"message\":\"Invalid 'temperature'\", \"type\":\"invalid_request_error\",\"param\":\"temperature\",\"code\":null, \"x\":1} }\n";
        _first.Default = static _ => FakeReply.Json(Body, 400);
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.YamlInOrder(("gpt-4", _first.ApiBase)));
        using var response = await gateway.PostAsync("/v1/chat/completions", Plain);
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal(Body, await response.Content.ReadAsStringAsync());
        Assert.Equal("false", Responses.Header(response, "x-should-retry"));
        Assert.Single(_first.Requests);
    }

    [Fact]
    public async Task PromptTooLong_SaysSoInOpenAIsCode()
    {
        _first.Default = static _ => FakeReply.Json("""{"message":"total length of all messages is too long","code":400}""", 400);
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.YamlInOrder(("gpt-4", _first.ApiBase)));
        using var response = await gateway.PostAsync("/v1/chat/completions", Plain);
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal("context_length_exceeded", (await Responses.ErrorAsync(response)).Code);
    }

    [Fact]
    public async Task RateLimitedForAnHour_RetryAfterIsCappedAndSdksAreToldNotToRetry()
    {
        _first.Default = static _ => FakeReply.RateLimited("3600");
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.YamlInOrder(("gpt-4", _first.ApiBase)) + "router_settings: { num_retries: 0 }\n");
        using var response = await gateway.PostAsync("/v1/chat/completions", Plain);
        Assert.Equal(429, (int)response.StatusCode);
        Assert.Equal("rate_limit_exceeded", (await Responses.ErrorAsync(response)).Code);
        Assert.Equal("false", Responses.Header(response, "x-should-retry"));
        Assert.InRange(int.Parse(Responses.Header(response, "Retry-After")!, System.Globalization.CultureInfo.InvariantCulture), 1, 60);
        Assert.DoesNotContain("sk-upstream", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RetryHeader_SetsTheNumberOfRetries()
    {
        _first.Default = static _ => FakeReply.Error(500, headers: ("retry-after-ms", "1"));
        var yaml = GatewayFixture.YamlInOrder(("gpt-4", _first.ApiBase)) + "router_settings: { num_retries: 0, disable_cooldowns: true }\n";
        await using var gateway = await GatewayFixture.StartAsync(yaml);
        using var response = await gateway.PostAsync("/v1/chat/completions", Plain, ("x-litellm-num-retries", "1"));
        Assert.Equal(500, (int)response.StatusCode);
        Assert.Equal(2, _first.Requests.Count);
        Assert.Equal("1", Responses.Header(response, "x-litellm-attempted-retries"));
    }

    [Fact]
    public async Task TimeoutHeader_BoundsTheWholeRequest()
    {
        _first.Default = static _ => FakeReply.Silent;
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.YamlInOrder(("gpt-4", _first.ApiBase)));
        using var response = await gateway.PostAsync("/v1/chat/completions", Plain, ("x-litellm-timeout", "0.2"));
        Assert.Equal(408, (int)response.StatusCode);
        Assert.Equal("timeout", (await Responses.ErrorAsync(response)).Code);
    }

    [Theory]
    [InlineData("x-litellm-timeout", "soon")]
    [InlineData("x-litellm-num-retries", "-1")]
    public async Task BadHeader_Is400NamingIt(string name, string value)
    {
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.YamlInOrder(("gpt-4", _first.ApiBase)));
        using var response = await gateway.PostAsync("/v1/chat/completions", Plain, (name, value));
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal(name, (await Responses.ErrorAsync(response)).Param);
        Assert.Empty(_first.Requests);
    }

    [Fact]
    public async Task ErrorFrameAfterContent_IsPassedOnAsItCame()
    {
        var reply = FakeReply.Events("""{"choices":[{"index":0,"delta":{"content":"a"}}]}""", """{"error":{"message":"no","type":"server_error"}}""");
        var arrived = new TaskCompletionSource();
        _first.Enqueue(reply with { Gate = i => i == 0 ? Task.CompletedTask : arrived.Task });
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.YamlInOrder(("gpt-4", _first.ApiBase), ("gpt-4", _second.ApiBase)));
        using var response = await gateway.PostAsync("/v1/chat/completions", Stream);
        arrived.SetResult();
        Assert.Equal(string.Concat(reply.Chunks.Select(Encoding.UTF8.GetString)), await response.Content.ReadAsStringAsync());
        Assert.Empty(_second.Requests);
    }
}
