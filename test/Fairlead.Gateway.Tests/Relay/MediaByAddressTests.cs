using System.Text.Json.Nodes;
using Fairlead.TestKit.Gateways;

namespace Fairlead.Gateway.Tests.Relay;

/// <summary>Pictures by address, for a deployment that takes bytes only.</summary>
public sealed class MediaByAddressTests
{
    [Theory]
    [InlineData("http://10.0.0.1/a.png", "", "its address is not a public one")]
    [InlineData("http://localhost/a.png", "", "its address is not a public one")]
    [InlineData("http://8.8.8.8/a.png", "general_settings: { max_media_size_mb: 0 }", "this gateway fetches no media")]
    public async Task Picture_ThatMayNotBeFetched_IsRefusedInTheClientsFormat(string url, string settings, string why)
    {
        await using var gateway = await GatewayFixture.StartAsync(
            $"model_list: [{{ model_name: m, litellm_params: {{ model: simulated/up, wire_format: bedrock }} }}]\n{settings}");

        using var response = await gateway.PostAsync(
            "/v1/chat/completions",
            $$$"""{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"{{{url}}}"}}]}]}""");

        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!;
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal($"'{url}' could not be fetched for this model, which takes media as bytes only: {why}", (string?)body["message"]);
    }
}
