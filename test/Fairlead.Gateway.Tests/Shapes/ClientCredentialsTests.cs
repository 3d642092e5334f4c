using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Shapes;

public sealed class ClientCredentialsTests
{
    private static string Yaml(string apiBase, string allowed) =>
        $$"""
        model_list:
          - model_name: m
            litellm_params: { model: openai/up, api_base: "{{apiBase}}", api_key: sk-operator, num_retries: 0, configurable_clientside_auth_params: {{allowed}} }
            model_info: { id: d1 }
          - { model_name: n, litellm_params: { model: openai/up, api_base: "{{apiBase}}", api_key: sk-operator }, model_info: { id: d2 } }
        router_settings: { fallbacks: [ { m: [n] } ] }
        """;

    private static Task<HttpResponseMessage> AskAsync(GatewayFixture gateway, string more) =>
        gateway.PostAsync("/v1/chat/completions", $$"""{"model":"m",{{more}}"messages":[{"role":"user","content":"hi"}]}""");

    [Fact]
    public async Task Key_OverHttp_IsSentInPlaceOfTheOperatorsAndTakenOutOfTheBody()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayFixture.StartAsync(Yaml(upstream.ApiBase, "[api_key]"));
        upstream.Enqueue(FakeReply.Chat("yours"), FakeReply.Chat("mine"));

        using var own = await AskAsync(gateway, "\"api_key\":\"sk-caller\",");
        using var plain = await AskAsync(gateway, "");

        Assert.Equal((200, 200), ((int)own.StatusCode, (int)plain.StatusCode));
        Assert.Equal(["Bearer sk-caller", "Bearer sk-operator"], upstream.Requests.Select(r => r.Headers["Authorization"]));
        Assert.DoesNotContain("sk-caller", upstream.Requests[0].BodyText, StringComparison.Ordinal);
        Assert.NotEqual("d1", Assert.Single(own.Headers.GetValues("x-litellm-model-id")));
        Assert.Equal("d1", Assert.Single(plain.Headers.GetValues("x-litellm-model-id")));
    }

    [Fact]
    public async Task RateLimitedKey_LeavesOtherCallersAlone()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayFixture.StartAsync(Yaml(upstream.ApiBase, "[api_key]"));
        upstream.Enqueue(FakeReply.RateLimited("60"), FakeReply.Chat("two"), FakeReply.Chat("operator"));

        using var first = await AskAsync(gateway, "\"api_key\":\"sk-1\",");
        using var second = await AskAsync(gateway, "\"api_key\":\"sk-2\",");
        using var plain = await AskAsync(gateway, "");

        Assert.Equal((429, 200, 200), ((int)first.StatusCode, (int)second.StatusCode, (int)plain.StatusCode));
        Assert.Equal(["Bearer sk-1", "Bearer sk-2", "Bearer sk-operator"], upstream.Requests.Select(r => r.Headers["Authorization"]));
    }

    [Theory]
    [InlineData("[]", "\"api_key\":\"sk-caller\",")]
    [InlineData("[api_key]", "\"api_base\":\"http://127.0.0.1:1/v1\",")]
    [InlineData("[api_key, api_base]", "\"api_key\":\"sk-caller\",\"base_url\":\"http://127.0.0.1:1/v1\",")]
    public async Task NotAllowed_IsRefusedAndNobodyIsCalled(string allowed, string fields)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayFixture.StartAsync(Yaml(upstream.ApiBase, allowed));

        using var response = await AskAsync(gateway, fields);

        var body = await response.Content.ReadAsStringAsync();
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains("Rejected Request: ", body, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-caller", body, StringComparison.Ordinal);
        Assert.Empty(upstream.Requests);
    }

    [Fact]
    public async Task ListedBase_IsCalled()
    {
        await using var own = await FakeUpstream.StartAsync();
        await using var other = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayFixture.StartAsync(Yaml(own.ApiBase, $"[api_key, {{ api_base: '{other.Url}/v1' }}]"));
        other.Enqueue(FakeReply.Chat("here"));

        using var response = await AskAsync(gateway, $"\"api_key\":\"sk-caller\",\"api_base\":\"{other.Url}/v1/\",");

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Empty(own.Requests);
        Assert.Equal("Bearer sk-caller", Assert.Single(other.Requests).Headers["Authorization"]);
    }

    [Theory]
    [InlineData("\"api_key\":1,", "'api_key' must be a string.")]
    [InlineData("\"base_url\":[],", "'api_base' must be a string.")]
    public async Task WrongKind_IsRefused(string fields, string expected)
    {
        await using var gateway = await GatewayFixture.StartAsync(Yaml("http://127.0.0.1:1", "[api_key]"));

        using var response = await AskAsync(gateway, fields);

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains(expected, (await response.Content.ReadAsStringAsync()).Replace("\\u0027", "'", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
