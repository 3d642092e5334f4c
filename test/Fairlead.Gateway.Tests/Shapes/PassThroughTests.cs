using System.Text.Json;
using Fairlead.Gateway.Tests.Relay;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Shapes;

/// <summary>Models nobody configured, and parameters nobody set, over HTTP.</summary>
public sealed class PassThroughTests : IAsyncLifetime
{
    private const string Yaml = """
        model_list:
          - { model_name: own, litellm_params: { model: groq/own, temperature: 0.9 } }
        router_settings:
          router_general_settings: { pass_through_all_models: true }
          default_litellm_params: { temperature: 0.2, seed: 7, top_p: 0.5 }

        """;

    private FakeUpstream _upstream = null!;
    private GatewayFixture _gateway = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _gateway = await GatewayFixture.StartAsync(
            Yaml,
            options => options with { Environment = name => name switch { "GROQ_API_BASE" => _upstream.ApiBase, "GROQ_API_KEY" => "gsk-env", _ => null } });
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task UnknownModel_GoesToTheProvider_WithTheEnvironmentsKey()
    {
        using var response = await _gateway.PostAsync("/v1/chat/completions", """{"model":"groq/llama-3.3-70b","messages":[]}""");

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("groq/llama-3.3-70b", Responses.Header(response, "x-litellm-model-id"));
        var sent = await _upstream.NextRequestAsync();
        Assert.Equal("Bearer gsk-env", sent.Headers["Authorization"]);
        var body = JsonElement.Parse(sent.BodyText);
        Assert.Equal(("llama-3.3-70b", 0.2, 7), (body.GetProperty("model").GetString(), body.GetProperty("temperature").GetDouble(), body.GetProperty("seed").GetInt32()));
    }

    [Fact]
    public async Task HostOfTheClients_IsNeverCalled()
    {
        using var response = await _gateway.PostAsync("/v1/chat/completions", $$"""{"model":"openai/gpt-4o","api_base":"{{_upstream.ApiBase}}","api_key":"mine","messages":[]}""");

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Empty(_upstream.Requests);
    }

    [Fact]
    public async Task ProviderWithoutAKey_IsAClearError()
    {
        using var response = await _gateway.PostAsync("/v1/chat/completions", """{"model":"openai/gpt-4o","messages":[]}""");

        Assert.Equal(401, (int)response.StatusCode);
        Assert.Contains("OPENAI_API_KEY", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Default_IsSetWhereNobodySetsIt()
    {
        using var response = await _gateway.PostAsync("/v1/chat/completions", """{"model":"own","seed":1,"messages":[]}""");

        var body = JsonElement.Parse((await _upstream.NextRequestAsync()).BodyText);
        Assert.Equal((0.9, 1, 0.5), (body.GetProperty("temperature").GetDouble(), body.GetProperty("seed").GetInt32(), body.GetProperty("top_p").GetDouble()));
    }
}
