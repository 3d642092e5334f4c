using Fairlead.Attempts;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Relay;

/// <summary>An answer with status 200 that a content filter cut goes to whoever is named for refused prompts.</summary>
public sealed class ContentFilterTests : IAsyncLifetime
{
    private const string Lists = "content_policy_fallbacks: [{ gpt-4: [safe] }]";
    private const string Role = """{"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}""";
    private const string Verdict = """{"choices":[{"index":0,"delta":{},"finish_reason":"content_filter"}]}""";

    private static readonly FakeReply Plain = FakeReply.Json(
        """{"choices":[{"index":0,"message":{"role":"assistant","content":"half a sen"},"finish_reason":"content_filter"}],"usage":{"prompt_tokens":3,"completion_tokens":5}}""");

    private static readonly FakeReply Stream = FakeReply.Events(Role, Verdict, "[DONE]");

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

    [Theory]
    [InlineData(Lists, "", false)]
    [InlineData(Lists, "", true)]
    [InlineData("default_fallbacks: [safe]", "", false)]
    [InlineData("default_fallbacks: [safe]", "", true)]
    [InlineData("", ",\"content_policy_fallbacks\":[{\"gpt-4\":[\"safe\"]}]", false)]
    [InlineData("", ",\"content_policy_fallbacks\":[{\"gpt-4\":[\"safe\"]}]", true)]
    public async Task Filtered_WithAFallback_TheFallbackAnswers(string settings, string fields, bool stream)
    {
        _first.Default = _ => stream ? Stream : Plain;
        _second.Default = _ => stream ? FakeReply.ChatStream(["safe and sound"]) : FakeReply.Chat("safe and sound");
        await using var gateway = await StartAsync(settings);
        using var response = await AskAsync(gateway, stream, fields);

        Assert.Contains("safe and sound", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("d2", Responses.Header(response, "x-litellm-model-id"));
        Assert.Equal("1", Responses.Header(response, "x-litellm-attempted-fallbacks"));
        var deployment = gateway.Get<Router>().Snapshot().Deployments[0];
        Assert.Equal((1L, null), (deployment.Failures[FailureKind.ContentPolicy], deployment.Cooldown));
        Assert.Equal(stream ? 0 : 5, deployment.OutputTokens);
    }

    [Theory]
    [InlineData("", "", false)]
    [InlineData("fallbacks: [{ gpt-4: [safe] }]", "", false)]
    [InlineData("fallbacks: [{ gpt-4: [safe] }]", "", true)]
    [InlineData("content_policy_fallbacks: [{ safe: [gpt-4] }], default_fallbacks: [safe]", "", false)]
    [InlineData(Lists, ",\"disable_fallbacks\":true", false)]
    [InlineData(Lists, ",\"disable_fallbacks\":true", true)]
    public async Task Filtered_WithoutOne_IsTheClients_ByteForByte(string settings, string fields, bool stream)
    {
        var reply = stream ? Stream : Plain;
        _first.Default = _ => reply;
        await using var gateway = await StartAsync(settings);
        using var response = await AskAsync(gateway, stream, fields);

        Assert.Equal(string.Concat(reply.Chunks.Select(System.Text.Encoding.UTF8.GetString)), await response.Content.ReadAsStringAsync());
        Assert.Empty(_second.Requests);
    }

    [Fact]
    public async Task Stream_ThatHadContent_IsTheClients()
    {
        _first.Default = static _ => FakeReply.Events(Role, """{"choices":[{"index":0,"delta":{"content":"half a sen"},"finish_reason":null}]}""", Verdict, "[DONE]");
        await using var gateway = await StartAsync(Lists);
        using var response = await AskAsync(gateway, stream: true);

        Assert.Contains("half a sen", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("d1", Responses.Header(response, "x-litellm-model-id"));
    }

    [Fact]
    public async Task Fallback_ThatIsFilteredToo_IsTheClients()
    {
        _first.Default = static _ => Plain;
        _second.Default = static _ => Plain;
        await using var gateway = await StartAsync(Lists);
        using var response = await AskAsync(gateway, stream: false);

        Assert.Equal((200, "d2"), ((int)response.StatusCode, Responses.Header(response, "x-litellm-model-id")));
    }

    [Fact]
    public async Task Fallback_ThatFails_TheClientIsToldOfTheFilter()
    {
        _first.Default = static _ => Plain;
        _second.Default = static _ => FakeReply.Error(500);
        await using var gateway = await StartAsync(Lists + ", num_retries: 0");
        using var response = await AskAsync(gateway, stream: false);

        Assert.Equal(400, (int)response.StatusCode);
        var error = await Responses.ErrorAsync(response);
        Assert.Equal("content_policy_violation", error.Code);
        Assert.Contains("a content filter cut the answer", error.Message, StringComparison.Ordinal);
    }

    private Task<GatewayFixture> StartAsync(string settings) =>
        GatewayFixture.StartAsync(GatewayFixture.Yaml(("gpt-4", _first.ApiBase), ("safe", _second.ApiBase)) + $"router_settings: {{ {settings} }}\n");

    private static Task<HttpResponseMessage> AskAsync(GatewayFixture gateway, bool stream, string fields = "") =>
        gateway.PostAsync("/v1/chat/completions", $$"""{"model":"gpt-4","stream":{{(stream ? "true" : "false")}},"messages":[]{{fields}}}""");
}
