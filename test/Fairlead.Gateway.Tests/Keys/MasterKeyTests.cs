using Fairlead.Configuration;
using Fairlead.Gateway.Hosting;
using Fairlead.Gateway.Keys;
using Fairlead.Gateway.Tests.Relay;
using Fairlead.TestKit.Gateways;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Gateway.Tests.Keys;

public sealed class MasterKeyTests : IAsyncLifetime
{
    private const string Yaml = """
        model_list:
          - model_name: sim
            litellm_params: { model: simulated/sim, mock_response: "hi" }
        general_settings: { master_key: sk-master }
        """;

    private GatewayFixture _gateway = null!;

    public async Task InitializeAsync() => _gateway = await GatewayFixture.StartAsync(Yaml);

    public async Task DisposeAsync() => await _gateway.DisposeAsync();

    [Theory]
    [InlineData("Authorization", "Bearer sk-master", 200)]
    [InlineData("Authorization", "bearer  sk-master ", 200)]
    [InlineData("api-key", "sk-master", 200)]
    [InlineData("x-api-key", "sk-master", 200)]
    [InlineData("Authorization", "Bearer sk-other", 401)]
    [InlineData("Authorization", "Bearer sk-maste", 401)]
    [InlineData("Authorization", "Bearer sk-master2", 401)]
    [InlineData("Authorization", "Bearer ", 401)]
    [InlineData("Authorization", "Basic sk-master", 401)]
    [InlineData("api-key", "", 401)]
    [InlineData("x-other", "sk-master", 401)]
    public async Task Chat_Key_DecidesWhetherItIsServed(string header, string value, int status)
    {
        using var response = await _gateway.PostAsync("/v1/chat/completions", """{"model":"sim","messages":[]}""", (header, value));
        Assert.Equal(status, (int)response.StatusCode);
        if (status == 401)
        {
            var error = await Responses.ErrorAsync(response);
            Assert.Equal("invalid_api_key", error.Code);
            Assert.DoesNotContain("sk-", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Chat_OverlongKey_IsRefused()
    {
        using var response = await _gateway.PostAsync("/v1/chat/completions", "{}", ("Authorization", "Bearer " + new string('k', 5000)));
        Assert.Equal(401, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("GET", "/v1/models", 401)]
    [InlineData("GET", "/models", 401)]
    [InlineData("GET", "/v1/models/sim", 401)]
    [InlineData("GET", "/health", 401)]
    [InlineData("POST", "/route/explain", 401)]
    [InlineData("GET", "/router/deployments", 401)]
    [InlineData("POST", "/v1/embeddings", 401)]
    [InlineData("POST", "/openai/deployments/sim/chat/completions", 401)]
    [InlineData("GET", "/no/such/path", 401)]
    [InlineData("GET", "/health/liveliness", 200)]
    [InlineData("GET", "/health/liveness", 200)]
    [InlineData("GET", "/health/readiness", 200)]
    public async Task Path_WithoutKey_IsGuardedButForProbes(string method, string path, int status)
    {
        using var response = await _gateway.SendAsync(new HttpMethod(method), path, "{}"u8.ToArray(), CancellationToken.None);
        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task OpenAddress_WithoutKey_IsRefusedAtStart()
    {
        var open = Yaml.Replace("master_key: sk-master", "", StringComparison.Ordinal);
        var e = await Assert.ThrowsAsync<GatewayStartException>(() => GatewayFixture.StartAsync(open, static o => o with { Host = "0.0.0.0" }));
        Assert.Contains("master_key", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenAddress_KeyTakenAwayByAReload_RefusesEverybody()
    {
        var router = _gateway.Get<Router>();
        var guard = new MasterKeyGuard(router, new FairleadGatewayOptions { RequireMasterKey = true });
        var request = new DefaultHttpContext().Request;
        request.Headers.Authorization = "Bearer sk-master";
        Assert.True(guard.Allows(request));
        router.Reload(ConfigReader.Read(Yaml.Replace("master_key: sk-master", "", StringComparison.Ordinal), "x", static _ => null).ConfigOrThrow());
        Assert.False(guard.Allows(request));
    }

    [Fact]
    public async Task MasterKey_ChangedByAReload_CountsAtOnce()
    {
        await using var gateway = await GatewayFixture.StartAsync(Yaml);
        gateway.Get<Router>().Reload(ConfigReader.Read(Yaml.Replace("sk-master", "sk-new", StringComparison.Ordinal), "x", static _ => null).ConfigOrThrow());
        using var old = await gateway.GetAsync("/v1/models", ("Authorization", "Bearer sk-master"));
        Assert.Equal(401, (int)old.StatusCode);
        using var now = await gateway.GetAsync("/v1/models", ("Authorization", "Bearer sk-new"));
        Assert.Equal(200, (int)now.StatusCode);
    }

    [Fact]
    public async Task MasterKey_LongerThanAnyHeaderIsRead_RefusesCleanly()
    {
        // Longer than what a header is read to: never matches, and must not fail the request in another way.
        await using var gateway = await GatewayFixture.StartAsync(Yaml.Replace("sk-master", new string('k', 5000), StringComparison.Ordinal));
        using var response = await gateway.GetAsync("/v1/models", ("Authorization", "Bearer k"));
        Assert.Equal(401, (int)response.StatusCode);
    }
}
