using System.Text.Json.Nodes;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Relay;

/// <summary>Parameters that a deployment is not to see, over HTTP.</summary>
public sealed class DropParamsTests : IAsyncLifetime
{
    private FakeUpstream _upstream = null!;

    public async Task InitializeAsync() => _upstream = await FakeUpstream.StartAsync();

    public async Task DisposeAsync() => await _upstream.DisposeAsync();

    [Theory]
    [InlineData("additional_drop_params: [user]", "", """{"model":"up","seed":1,"messages":[]}""")]
    [InlineData("", "\"additional_drop_params\":[\"user\",\"seed\"],", """{"model":"up","messages":[]}""")]
    [InlineData("additional_drop_params: [user]", "\"additional_drop_params\":[\"seed\"],", """{"model":"up","messages":[]}""")]
    [InlineData("", "\"drop_params\":true,", """{"model":"up","user":"u","seed":1,"messages":[]}""")]
    [InlineData("custom_llm_provider: mistral, drop_params: true", "", """{"model":"up","random_seed":1,"messages":[]}""")]
    [InlineData("custom_llm_provider: mistral, drop_params: true", "\"drop_params\":false,", """{"model":"up","user":"u","random_seed":1,"messages":[]}""")]
    public async Task Request_WithThem_IsSentWithoutThem(string settings, string fields, string sent)
    {
        await using var gateway = await GatewayFixture.StartAsync(
            $"model_list: [{{ model_name: m, litellm_params: {{ model: {(settings.Contains("mistral", StringComparison.Ordinal) ? "up" : "openai/up")}, api_base: \"{_upstream.ApiBase}\", api_key: k, {settings} }} }}]");
        _upstream.Enqueue(FakeReply.Chat("ok"));

        using var response = await gateway.PostAsync("/v1/chat/completions", $$"""{"model":"m",{{fields}}"user":"u","seed":1,"messages":[]}""");

        Assert.Equal(200, (int)response.StatusCode);
        var body = (await _upstream.NextRequestAsync()).BodyText;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(sent), JsonNode.Parse(body)), body);
    }
}
