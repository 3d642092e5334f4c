using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Relay;

/// <summary>Tags that ban and tags that are required, over HTTP.</summary>
public sealed class TagLimitTests
{
    [Theory]
    [InlineData("!provider:a", "metadata", "b")]
    [InlineData("&provider:a", "header", "a")]
    [InlineData("!provider:a,!provider:b", "header", "a")]
    [InlineData("nobodys", "header", "a")]
    public async Task Limits_AreReadFromHeadersAndBodies(string tags, string place, string expected)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Default = static _ => FakeReply.Chat("hello");
        await using var gateway = await GatewayFixture.StartAsync($$"""
            model_list:
              - { model_name: m, litellm_params: { model: openai/x, api_base: "{{upstream.ApiBase}}", api_key: k, tags: ["provider:a", "default"] }, model_info: { id: a, allow_fail_open: true } }
              - { model_name: m, litellm_params: { model: openai/y, api_base: "{{upstream.ApiBase}}", api_key: k, tags: ["provider:b", "default"] }, model_info: { id: b } }
            router_settings: { enable_tag_filtering: true }
            """);
        var body = place == "header"
            ? """{"model":"m","messages":[]}"""
            : $$$"""{"model":"m","messages":[],"metadata":{"tags":["{{{tags}}}"]}}""";
        (string, string)[] headers = place == "header" ? [("x-litellm-tags", tags)] : [];

        var ids = new HashSet<string?>();
        for (var i = 0; i < 8; i++)
        {
            using var response = await gateway.PostAsync("/v1/chat/completions", body, headers);
            Assert.Equal(200, (int)response.StatusCode);
            ids.Add(Responses.Header(response, "x-litellm-model-id"));
        }

        Assert.Contains(expected, ids);
        Assert.Equal(tags.StartsWith('!') && tags.Contains(',') || tags == "nobodys" ? 2 : 1, ids.Count);
    }
}
