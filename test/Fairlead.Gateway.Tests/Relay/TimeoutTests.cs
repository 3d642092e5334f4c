using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Relay;

/// <summary>Times that a request or the configuration sets, over HTTP. The hangs are real, and short.</summary>
public sealed class TimeoutTests : IAsyncLifetime
{
    private FakeUpstream _hanging = null!;
    private FakeUpstream _well = null!;

    public async Task InitializeAsync()
    {
        _hanging = await FakeUpstream.StartAsync();
        _hanging.Default = static _ => FakeReply.Silent;
        _well = await FakeUpstream.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _hanging.DisposeAsync();
        await _well.DisposeAsync();
    }

    [Theory]
    [InlineData("""{"model":"a","messages":[],"timeout":0.2}""", "")]
    [InlineData("""{"model":"a","messages":[],"request_timeout":0.2}""", "")]
    [InlineData("""{"model":"a","messages":[],"stream":true,"stream_timeout":0.2}""", "")]
    [InlineData("""{"model":"a","messages":[]}""", "timeout: 0.2")]
    [InlineData("""{"model":"a","messages":[],"stream":true}""", "stream_timeout: 0.2")]
    public async Task Hang_IsGivenUp_AndTheFallbackAnswers(string body, string settings)
    {
        if (body.Contains("\"stream\"", StringComparison.Ordinal))
        {
            _well.Enqueue(FakeReply.ChatStream(["ok"]));
        }

        await using var gateway = await StartAsync(settings);

        using var response = await gateway.PostAsync("/v1/chat/completions", body);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("1", response.Headers.GetValues("x-litellm-attempted-fallbacks").Single());
        Assert.Single(_hanging.Requests);
        Assert.DoesNotContain("timeout", _hanging.Requests[0].BodyText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeadlineOfTheRouter_BoundsTheWholeRequest()
    {
        await using var gateway = await StartAsync("request_deadline: 0.2");

        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"a","messages":[]}""");

        Assert.Equal(408, (int)response.StatusCode);
        Assert.Empty(_well.Requests);
    }

    [Fact]
    public async Task BodyAndHeader_BoundAttemptAndRequest()
    {
        await using var gateway = await StartAsync("");

        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"a","messages":[],"timeout":0.2}""", ("x-litellm-timeout", "20"));

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Single(_well.Requests);
    }

    private Task<GatewayFixture> StartAsync(string settings) => GatewayFixture.StartAsync(
        GatewayFixture.Yaml(("a", _hanging.ApiBase), ("b", _well.ApiBase)) + $"router_settings: {{ fallbacks: [{{ a: [b] }}]{(settings.Length > 0 ? ", " : "")}{settings} }}\n");
}
