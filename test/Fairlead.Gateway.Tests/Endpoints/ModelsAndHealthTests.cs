using System.Text.Json;
using Fairlead.Gateway.Tests.Relay;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Endpoints;

public sealed class ModelsAndHealthTests : IAsyncLifetime
{
    private FakeUpstream _upstream = null!;
    private GatewayFixture _gateway = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        var yaml = GatewayFixture.Yaml(("gpt-4", _upstream.ApiBase), ("org/model", _upstream.ApiBase), ("openai/*", _upstream.ApiBase))
            + "router_settings:\n  num_retries: 0\n  model_group_alias: { four: gpt-4, secret: { model: gpt-4, hidden: true } }\n";
        _gateway = await GatewayFixture.StartAsync(yaml);
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [InlineData("/v1/models")]
    [InlineData("/models")]
    public async Task Models_List_HasOpenAIsForm(string path)
    {
        var json = await JsonAsync(path);
        Assert.Equal("list", json.GetProperty("object").GetString());
        var ids = json.GetProperty("data").EnumerateArray().Select(static m => m.GetProperty("id").GetString()).ToArray();
        Assert.Contains("gpt-4", ids);
        Assert.Contains("four", ids);
        Assert.DoesNotContain("secret", ids);
        Assert.All(json.GetProperty("data").EnumerateArray(), static m =>
        {
            Assert.Equal("model", m.GetProperty("object").GetString());
            Assert.True(m.GetProperty("created").GetInt64() > 0);
            Assert.NotEmpty(m.GetProperty("owned_by").GetString()!);
        });
    }

    [Theory]
    [InlineData("gpt-4", 200)]
    [InlineData("org/model", 200)]
    [InlineData("org%2Fmodel", 200)]
    [InlineData("openai/anything", 200)]
    [InlineData("secret", 200)]
    [InlineData("nope", 404)]
    public async Task Models_One_IsFoundAsARequestWouldFindIt(string id, int status)
    {
        using var response = await _gateway.GetAsync("/v1/models/" + id);
        Assert.Equal(status, (int)response.StatusCode);
        if (status == 404)
        {
            Assert.Equal("model_not_found", (await Responses.ErrorAsync(response)).Code);
        }
        else
        {
            using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
            Assert.Equal(id.Replace("%2F", "/", StringComparison.Ordinal), json.RootElement.GetProperty("id").GetString());
        }
    }

    [Fact]
    public async Task Readiness_Running_IsReadyAndCounts()
    {
        var json = await JsonAsync("/health/readiness");
        Assert.Equal("ready", json.GetProperty("status").GetString());
        Assert.Equal(3, json.GetProperty("deployments").GetInt32());
        Assert.Equal(0, json.GetProperty("running").GetInt32());
        Assert.Equal("current", json.GetProperty("config").GetProperty("status").GetString());
        Assert.Equal("test.yaml", json.GetProperty("config").GetProperty("source").GetString());
    }

    [Fact]
    public async Task Health_RestingDeployment_IsUnhealthyWithItsReason()
    {
        Assert.Equal(0, (await JsonAsync("/health")).GetProperty("unhealthy_count").GetInt32());
        _upstream.Enqueue(FakeReply.Error(401, "bad key", "invalid_request_error", "invalid_api_key"));
        using var failed = await _gateway.PostAsync("/v1/chat/completions", """{"model":"gpt-4"}""");
        Assert.Equal(401, (int)failed.StatusCode);

        var health = await JsonAsync("/health");
        Assert.Equal(1, health.GetProperty("unhealthy_count").GetInt32());
        var sick = Assert.Single(health.GetProperty("unhealthy_endpoints").EnumerateArray());
        Assert.Equal("d1", sick.GetProperty("id").GetString());
        Assert.Equal("gpt-4", sick.GetProperty("model_group").GetString());
        Assert.NotEmpty(sick.GetProperty("reason").GetString()!);
    }

    [Fact]
    public async Task UnknownPath_Is404InOpenAIsForm()
    {
        using var response = await _gateway.PostAsync("/v1/nothing/here", "{}");
        Assert.Equal(404, (int)response.StatusCode);
        Assert.Equal("unknown_url", (await Responses.ErrorAsync(response)).Code);
    }

    private async Task<JsonElement> JsonAsync(string path)
    {
        using var response = await _gateway.GetAsync(path);
        Assert.Equal(200, (int)response.StatusCode);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return json.RootElement.Clone();
    }
}
