using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Relay;

/// <summary>Requests that ask for something to be pretended, over HTTP.</summary>
public sealed class MockTests : IAsyncLifetime
{
    private FakeUpstream _first = null!;
    private FakeUpstream _second = null!;
    private GatewayFixture _gateway = null!;

    public async Task InitializeAsync()
    {
        _first = await FakeUpstream.StartAsync();
        _second = await FakeUpstream.StartAsync();
        _second.Default = static _ => FakeReply.Chat("from the fallback");
        _gateway = await GatewayFixture.StartAsync(
            GatewayFixture.Yaml(("a", _first.ApiBase), ("b", _second.ApiBase), ("long", _second.ApiBase), ("mild", _second.ApiBase)) + """
            router_settings:
              fallbacks: [{ a: [b] }]
              context_window_fallbacks: [{ a: [long] }]
              content_policy_fallbacks: [{ a: [mild] }]
            general_settings: { master_key: sk-gateway }
            """);
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Theory]
    [InlineData("\"mock_testing_fallbacks\":true", "b")]
    [InlineData("\"mock_testing_fallbacks\":\"true\"", "b")]
    [InlineData("\"mock_testing_context_fallbacks\":true", "long")]
    [InlineData("\"mock_testing_content_policy_fallbacks\":true", "mild")]
    public async Task FallbackMocks_LeadToTheRealFallback(string field, string group)
    {
        using var response = await Post(field);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Contains("from the fallback", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(("1", group), (Responses.Header(response, "x-litellm-attempted-fallbacks"), Responses.Header(response, "x-litellm-model-group")));
        Assert.Empty(_first.Requests);
        Assert.DoesNotContain("mock", Assert.Single(_second.Requests).BodyText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"mock_testing_fallbacks\":\"false\"")]
    [InlineData("\"mock_response\":null")]
    public async Task Mock_SwitchedOff_IsAnOrdinaryRequest(string field)
    {
        using var response = await Post(field);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Single(_first.Requests);
    }

    [Theory]
    [InlineData("litellm.RateLimitError", 429)]
    [InlineData("litellm.ContextWindowExceededError", 400)]
    [InlineData("Exception: broken on purpose", 500)]
    public async Task ResponseMock_OfAnError_FailsEveryAttempt(string mock, int status)
    {
        using var response = await Post($"\"num_retries\":0,\"mock_response\":\"{mock}\"");

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Empty(_first.Requests);
        Assert.Empty(_second.Requests);
    }

    [Fact]
    public async Task ResponseMock_OfAText_AnswersPlainAndStreamed()
    {
        using var plain = await Post("\"mock_response\":\"canned\"");
        using var streamed = await Post("\"mock_response\":\"canned\",\"stream\":true");

        Assert.Contains("canned", await plain.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("data: [DONE]", await streamed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(_first.Requests);
    }

    [Fact]
    public async Task RateLimitMock_IsRetriedForReal()
    {
        using var response = await Post("\"mock_testing_rate_limit_error\":true");

        Assert.Equal((200, "1"), ((int)response.StatusCode, Responses.Header(response, "x-litellm-attempted-fallbacks")));
        Assert.Empty(_first.Requests);
    }

    [Fact]
    public async Task TimeoutMock_TakesTheTimeOfEachAttempt()
    {
        using var response = await Post("\"mock_timeout\":true,\"timeout\":0.1,\"num_retries\":0");

        Assert.Equal(408, (int)response.StatusCode);
        Assert.Equal("timeout", (await Responses.ErrorAsync(response)).Code);
        Assert.Empty(_first.Requests);
    }

    [Theory]
    [InlineData("\"mock_response\":{}", "mock_response")]
    [InlineData("\"mock_timeout\":\"soon\"", "mock_timeout")]
    public async Task Mock_OfAWrongType_Is400(string field, string param)
    {
        using var response = await Post(field);

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal(param, (await Responses.ErrorAsync(response)).Param);
    }

    [Fact]
    public async Task Mock_WithoutTheKey_Is401()
    {
        using var response = await _gateway.PostAsync("/v1/chat/completions", """{"model":"a","mock_response":"canned"}""");

        Assert.Equal(401, (int)response.StatusCode);
    }

    private Task<HttpResponseMessage> Post(string field) =>
        _gateway.PostAsync("/v1/chat/completions", $$"""{"model":"a","messages":[],{{field}}}""", ("Authorization", "Bearer sk-gateway"));
}
