using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Translation;

/// <summary>A vendor that is a row and nothing else, from a client of another format.</summary>
public sealed class DatabricksTests
{
    [Fact]
    public async Task Messages_GoToTheServingEndpoints_InOpenAIsFormat()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Enqueue(FakeReply.Chat("hello"));
        await using var gateway = await GatewayFixture.StartAsync(
            "model_list:\n  - { model_name: m, litellm_params: { model: databricks/databricks-claude-sonnet-4-5 } }\n",
            options => options with { Environment = name => name switch { "DATABRICKS_API_BASE" => upstream.Url + "/serving-endpoints", "DATABRICKS_API_KEY" => "dapi", _ => null } });

        using var response = await gateway.PostAsync("/v1/messages", """{"model":"m","max_tokens":5,"messages":[{"role":"user","content":"hi"}]}""");

        Assert.Contains("\"text\":\"hello\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var request = Assert.Single(upstream.Requests);
        Assert.Equal(("/serving-endpoints/chat/completions", "Bearer dapi"), (request.Path, request.Headers["Authorization"]));
        Assert.Equal("""{"model":"databricks-claude-sonnet-4-5","messages":[{"role":"user","content":"hi"}],"max_tokens":5}""", request.BodyText);
    }
}
