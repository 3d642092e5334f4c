using System.Text;
using System.Text.Json;
using Fairlead.Gateway.Relay;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Relay;

/// <summary>Fallback entries with parameters, over HTTP.</summary>
public sealed class FallbackEntryTests : IAsyncLifetime
{
    private FakeUpstream _refusing = null!;
    private FakeUpstream _well = null!;

    public async Task InitializeAsync()
    {
        _refusing = await FakeUpstream.StartAsync();
        _refusing.Default = static _ => FakeReply.Error(400, "no", "invalid_request_error", null);
        _well = await FakeUpstream.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _refusing.DisposeAsync();
        await _well.DisposeAsync();
    }

    [Fact]
    public async Task Request_EntryWithParameters_ChangesItsAttemptOnly()
    {
        await using var gateway = await StartAsync("");

        using var response = await gateway.PostAsync(
            "/v1/chat/completions",
            """{"temperature":1,"model":"a","messages":[{"role":"user","content":"hi"}],"n":1,"fallbacks":[{"model":"b","temperature":0,"messages":[],"seed":4},"c"]}""");

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("2", Responses.Header(response, "x-litellm-attempted-fallbacks"));
        Assert.Equal(
            ["""{"temperature":1,"model":"up-1","messages":[{"role":"user","content":"hi"}],"n":1}""", """{"model":"up-2","temperature":0,"messages":[],"seed":4,"n":1}"""],
            _refusing.Requests.Select(r => r.BodyText));
        Assert.Equal("""{"temperature":1,"model":"up-3","messages":[{"role":"user","content":"hi"}],"n":1}""", Assert.Single(_well.Requests).BodyText);
    }

    [Fact]
    public async Task Configuration_EntryWithParameters_ChangesItsAttempt()
    {
        await using var gateway = await StartAsync("router_settings: { fallbacks: [{ a: [{ model: c, temperature: 0 }] }] }\n");

        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"a","messages":[]}""");

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("""{"model":"up-3","temperature":0,"messages":[]}""", Assert.Single(_well.Requests).BodyText);
    }

    [Fact]
    public async Task Request_OwnContextWindowFallbacks_AreUsed()
    {
        _refusing.Default = static _ => FakeReply.Error(400, "maximum context length is 10 tokens", "invalid_request_error", "context_length_exceeded");
        await using var gateway = await StartAsync("");

        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"a","messages":[],"context_window_fallbacks":[{"a":["c"]}]}""");

        Assert.Equal((200, "c"), ((int)response.StatusCode, Responses.Header(response, "x-litellm-model-group")));
    }

    [Theory]
    [InlineData("""{"model":"a","fallbacks":[{"temperature":0}]}""", "fallbacks")]
    [InlineData("""{"model":"a","fallbacks":[{"model":"b","api_key":"sk"}]}""", "fallbacks")]
    [InlineData("""{"model":"a","fallbacks":[{"model":"b","stream":true}]}""", "fallbacks")]
    [InlineData("""{"model":"a","context_window_fallbacks":["b"]}""", "context_window_fallbacks")]
    [InlineData("""{"model":"a","content_policy_fallbacks":[{"a":"b"}]}""", "content_policy_fallbacks")]
    public async Task Request_WrongLists_Are400(string body, string param)
    {
        await using var gateway = await StartAsync("");

        using var response = await gateway.PostAsync("/v1/chat/completions", body);

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal(param, (await Responses.ErrorAsync(response)).Param);
        Assert.Empty(_refusing.Requests);
    }

    [Theory]
    [InlineData("""{"model":"a"}""", """{"t":1}""", """{"model":"","t":1}""")]
    [InlineData("""{}""", """{"t":1}""", """{"model":"","t":1}""")]
    [InlineData("""{ "x" : [1, {"t":2}] , "model" : "a" , "t":3, "y":null }""", """{"t":{"u":[]}}""", """{"model":"","t":{"u":[]},"x" : [1, {"t":2}],"y":null}""")]
    [InlineData("{\"m\\u006fdel\":\"a\",\"\\u0074\":5,\"z\":\"\\\"}\"}", """{"t":1}""", "{\"model\":\"\",\"t\":1,\"z\":\"\\\"}\"}")]
    public void Overlay_ReplacesWholeMembers(string body, string parameters, string merged)
    {
        var members = JsonElement.Parse(parameters).EnumerateObject().ToDictionary(p => p.Name, p => p.Value);

        var (result, span) = BodyOverlay.Apply(Encoding.UTF8.GetBytes(body), members);

        Assert.Equal(merged, Encoding.UTF8.GetString(result.Span));
        Assert.Equal("\"\"", Encoding.UTF8.GetString(result[span].Span));
    }

    private Task<GatewayFixture> StartAsync(string settings) =>
        GatewayFixture.StartAsync(GatewayFixture.Yaml(("a", _refusing.ApiBase), ("b", _refusing.ApiBase), ("c", _well.ApiBase)) + settings);
}
