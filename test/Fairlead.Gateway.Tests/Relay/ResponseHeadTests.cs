using System.Text.Json;
using Fairlead.Attempts;
using Fairlead.Gateway.Relay;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Relay;

/// <summary>LiteLLM's headers of an answer, over HTTP.</summary>
public sealed class ResponseHeadTests : IAsyncLifetime
{
    private const string Answer =
        """{"id":"1","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1000,"completion_tokens":10,"total_tokens":1010}}""";

    private static readonly string[] OnlyWhenAsked =
    [
        "x-litellm-max-retries", "x-litellm-max-fallbacks", "x-litellm-fallback-errors", "x-litellm-timeout", "x-litellm-response-cost", "x-litellm-model-region",
    ];

    private FakeUpstream _failing = null!;
    private FakeUpstream _well = null!;

    public async Task InitializeAsync()
    {
        _failing = await FakeUpstream.StartAsync();
        _failing.Default = static _ => FakeReply.Error(500, "größer > \"all\"", "server_error", null);
        _well = await FakeUpstream.StartAsync();
        _well.Default = static _ => FakeReply.Json(Answer);
    }

    public async Task DisposeAsync()
    {
        await _failing.DisposeAsync();
        await _well.DisposeAsync();
    }

    [Fact]
    public async Task Deployment_TellsItsPlaceAndCost_AndNoCredential()
    {
        await using var gateway = await StartAsync();

        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"priced","messages":[],"timeout":7.5}""");

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(_well.ApiBase, Responses.Header(response, "x-litellm-model-api-base"));
        Assert.Equal("eu-north", Responses.Header(response, "x-litellm-model-region"));
        Assert.Equal("0.0012", Responses.Header(response, "x-litellm-response-cost"));
        Assert.Equal("7.5", Responses.Header(response, "x-litellm-timeout"));
        Assert.DoesNotContain(response.Headers, static header => header.Value.Any(static value => value.Contains("s3cret", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task PlainAnswer_OfUnpricedDeployment_TellsNothingMore()
    {
        await using var gateway = await StartAsync();

        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"good","messages":[]}""");

        Assert.Equal(200, (int)response.StatusCode);
        Assert.All(OnlyWhenAsked, name => Assert.Null(Responses.Header(response, name)));
    }

    [Fact]
    public async Task Stream_OfPricedDeployment_TellsNoCost()
    {
        _well.Default = static _ => FakeReply.Events(
            """{"choices":[{"index":0,"delta":{"content":"hi"}}]}""",
            """{"choices":[],"usage":{"prompt_tokens":1000,"completion_tokens":10,"total_tokens":1010}}""",
            "[DONE]");
        await using var gateway = await StartAsync();

        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"priced","messages":[],"stream":true}""");

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Null(Responses.Header(response, "x-litellm-response-cost"));
        Assert.NotNull(Responses.Header(response, "x-litellm-model-api-base"));
    }

    [Theory]
    [InlineData("\"include_fallback_errors\":true")]
    [InlineData("\"metadata\":{\"include_fallback_errors\":true}")]
    [InlineData("\"litellm_metadata\":{\"include_fallback_errors\":\"true\"}")]
    public async Task FallbackErrors_Asked_TellEachFailureAndReachNobodyUpstream(string asked)
    {
        await using var gateway = await StartAsync();

        using var response = await gateway.PostAsync("/v1/chat/completions", $$"""{"model":"bad","messages":[{"role":"user","content":"prompt-text"}],"num_retries":0,"fallbacks":["good"],{{asked}}}""");

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("1", Responses.Header(response, "x-litellm-attempted-fallbacks"));
        Assert.Equal("5", Responses.Header(response, "x-litellm-max-fallbacks"));
        var header = Responses.Header(response, "x-litellm-fallback-errors")!;
        Assert.True(HeaderText.IsSafe(header), header);
        Assert.DoesNotContain("prompt-text", header, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(header);
        var error = Assert.Single(json.RootElement.EnumerateArray());
        Assert.Equal(["message", "type", "param", "code"], error.EnumerateObject().Select(static p => p.Name));
        Assert.StartsWith("bad at bad-1: ServerError, status 500", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("server_error", error.GetProperty("code").GetString());
        Assert.DoesNotContain("include_fallback_errors", Assert.Single(_well.Requests).BodyText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failure_AfterRetries_TellsTheirNumber()
    {
        await using var gateway = await StartAsync();

        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"twins","messages":[],"num_retries":1,"include_fallback_errors":true}""");

        Assert.Equal(500, (int)response.StatusCode);
        Assert.Equal("1", Responses.Header(response, "x-litellm-attempted-retries"));
        Assert.Equal("1", Responses.Header(response, "x-litellm-max-retries"));
        Assert.Null(Responses.Header(response, "x-litellm-max-fallbacks"));
        using var json = JsonDocument.Parse(Responses.Header(response, "x-litellm-fallback-errors")!);
        Assert.Equal(2, json.RootElement.GetArrayLength());
    }

    [Fact]
    public async Task FallbackErrors_OfNoTruthValue_AreRefused()
    {
        await using var gateway = await StartAsync();

        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"good","messages":[],"include_fallback_errors":3}""");

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal("include_fallback_errors", (await Responses.ErrorAsync(response)).Param);
    }

    [Fact]
    public void FallbackErrors_Many_StayBoundedAndWhole()
    {
        var attempts = Enumerable.Range(0, 40).Select(static i => new AttemptRecord("id" + i, new string('ж', 300), FailureKind.ServerError, 500, default, "\r\nx: 1")).ToArray();

        var header = FallbackErrors.Compose(attempts)!;

        Assert.True(header.Length <= 2048 && HeaderText.IsSafe(header), header);
        using var json = JsonDocument.Parse(header);
        Assert.NotEqual(0, json.RootElement.GetArrayLength());
    }

    [Fact]
    public void FallbackErrors_OfAttemptsGivenUp_AreNone() =>
        Assert.Null(FallbackErrors.Compose([new AttemptRecord("a", "g", FailureKind.Lost, 0, default, null), new AttemptRecord("a", "g", FailureKind.Cancelled, 0, default, null)]));

    private Task<GatewayFixture> StartAsync() => GatewayFixture.StartAsync($$"""
        model_list:
          - model_name: priced
            litellm_params:
              model: openai/up
              api_base: {{_well.ApiBase.Replace("://", "://user:s3cret@", StringComparison.Ordinal)}}/?token=s3cret
              api_key: sk-s3cret
              region_name: eu-north
              input_cost_per_token: 0.000001
              output_cost_per_token: 0.00002
          - model_name: good
            litellm_params: { model: openai/up, api_base: "{{_well.ApiBase}}", api_key: sk-x }
          - model_name: bad
            litellm_params: { model: openai/up, api_base: "{{_failing.ApiBase}}", api_key: sk-x }
            model_info: { id: bad-1 }
          - model_name: twins
            litellm_params: { model: openai/up, api_base: "{{_failing.ApiBase}}", api_key: sk-1 }
          - model_name: twins
            litellm_params: { model: openai/up, api_base: "{{_failing.ApiBase}}", api_key: sk-2 }
        """);
}
