using System.Text.Json;
using Fairlead.Gateway.Tests.Relay;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Admin;

public sealed class ExplainTests : IAsyncLifetime
{
    private FakeUpstream _upstream = null!;
    private GatewayFixture _gateway = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _gateway = await GatewayFixture.StartAsync(GatewayFixture.YamlInOrder(("gpt-4", _upstream.ApiBase), ("gpt-4", _upstream.ApiBase)));
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Explain_Request_TellsTheRouteAndSendsNothing()
    {
        using var response = await _gateway.PostAsync("/route/explain", """{"model":"gpt-4","messages":[]}""");
        Assert.Equal(200, (int)response.StatusCode);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var root = json.RootElement;
        Assert.Equal("gpt-4", root.GetProperty("model").GetString());
        Assert.Equal("group", root.GetProperty("resolved_by").GetString());
        Assert.Equal("d1", root.GetProperty("picked").GetString());
        var candidates = root.GetProperty("groups")[0].GetProperty("candidates");
        Assert.Equal(["d1", "d2"], candidates.EnumerateArray().Select(static c => c.GetProperty("id").GetString()));
        Assert.Equal(1, candidates[0].GetProperty("share").GetDouble());
        Assert.Empty(_upstream.Requests);
    }

    [Theory]
    [InlineData("{", 400)]
    [InlineData("{}", 400)]
    public async Task Explain_UnusableRequest_IsRefusedAsTheRequestWouldBe(string body, int status)
    {
        using var response = await _gateway.PostAsync("/route/explain", body);
        Assert.Equal(status, (int)response.StatusCode);
        await Responses.ErrorAsync(response);
    }

    [Fact]
    public async Task ExplainHeader_OnARequest_GivesTheRouteOnOneLine()
    {
        _upstream.Enqueue(FakeReply.Error(500));
        using var response = await _gateway.PostAsync("/v1/chat/completions", """{"model":"gpt-4"}""", ("x-fairlead-explain", "1"));
        Assert.Equal(200, (int)response.StatusCode);
        var route = Responses.Header(response, "x-fairlead-route")!;
        Assert.Contains("model=gpt-4; by=group; picked=d2", route, StringComparison.Ordinal);
        Assert.Contains("d1:ServerError", route, StringComparison.Ordinal);
        Assert.Contains("gpt-4(simple-shuffle)", route, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExplainHeader_NotAsked_IsNotSent()
    {
        using var response = await _gateway.PostAsync("/v1/chat/completions", """{"model":"gpt-4"}""");
        Assert.Null(Responses.Header(response, "x-fairlead-route"));
    }
}
