using Fairlead.Gateway.Tests.Relay;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Limits;

/// <summary>What a group may take in a minute and what is left, told by the answers: <c>x-ratelimit-*</c>.</summary>
public sealed class GroupLimitHeaderTests : IAsyncLifetime
{
    private FakeUpstream _upstream = null!;
    private GatewayFixture _gateway = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _gateway = await GatewayFixture.StartAsync($$"""
            model_list:
              - { model_name: m, litellm_params: { model: openai/a, api_base: "{{_upstream.ApiBase}}", api_key: k, rpm: 10, tpm: 1000 } }
              - { model_name: m, litellm_params: { model: openai/b, api_base: "{{_upstream.ApiBase}}", api_key: k, rpm: 20 } }
              - { model_name: wild/*, litellm_params: { model: openai/*, api_base: "{{_upstream.ApiBase}}", api_key: k, rpm: 7 } }
              - { model_name: free, litellm_params: { model: openai/c, api_base: "{{_upstream.ApiBase}}", api_key: k } }
            """);
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [InlineData("m", false, "30", "29", "1000")]
    [InlineData("m", true, "30", "29", "1000")]
    [InlineData("wild/x", false, "7", "6", null)]
    [InlineData("free", false, null, null, null)]
    public async Task Answer_TellsTheGroupsTotals(string model, bool stream, string? limit, string? left, string? tokens)
    {
        _upstream.Default = _ => stream ? FakeReply.ChatStream(["ok"]) : FakeReply.Chat("ok");
        using var response = await AskAsync(model, stream);

        Assert.Equal((limit, left, tokens), (Responses.Header(response, "x-ratelimit-limit-requests"), Responses.Header(response, "x-ratelimit-remaining-requests"), Responses.Header(response, "x-ratelimit-limit-tokens")));
        Assert.Equal(tokens is null, Responses.Header(response, "x-ratelimit-remaining-tokens") is null);
    }

    [Fact]
    public async Task Remaining_GoesDown()
    {
        for (var i = 0; i < 5; i++)
        {
            using var response = await AskAsync("m", stream: false);
            Assert.Equal($"{29 - i}", Responses.Header(response, "x-ratelimit-remaining-requests"));
        }
    }

    [Fact]
    public async Task Upstreams_OwnNumbers_ComeFirst()
    {
        _upstream.Default = static _ => FakeReply.Chat("ok") with { Headers = [new("Content-Type", "application/json"), new("x-ratelimit-remaining-requests", "59")] };
        using var response = await AskAsync("m", stream: false);

        Assert.Equal(("59", null), (Responses.Header(response, "x-ratelimit-remaining-requests"), Responses.Header(response, "x-ratelimit-limit-tokens")));
    }

    private Task<HttpResponseMessage> AskAsync(string model, bool stream) =>
        _gateway.PostAsync("/v1/chat/completions", $$"""{"model":"{{model}}","stream":{{(stream ? "true" : "false")}},"messages":[]}""");
}
