using System.Text.Json;
using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Model;
using Fairlead.Providers.Http;
using Fairlead.Providers.Wire.AnthropicMessages;
using Fairlead.Providers.Wire.OpenAIChat;
using Fairlead.TestKit.Upstreams;
using Fairlead.Tests.Http;

namespace Fairlead.Tests.Profiles;

/// <summary>How Anthropic is called: address, key, headers.</summary>
public sealed class AnthropicEndpointTests : IAsyncLifetime
{
    private const string Body = """{"model":"asked","max_tokens":5,"messages":[{"role":"user","content":"hi"}]}""";

    private FakeUpstream _upstream = null!;

    public async Task InitializeAsync() => _upstream = await FakeUpstream.StartAsync();

    public async Task DisposeAsync() => await _upstream.DisposeAsync();

    [Theory]
    [InlineData(null, "https://api.anthropic.com/v1/messages")]
    [InlineData("https://proxy.example", "https://proxy.example/v1/messages")]
    [InlineData("https://proxy.example/v1/", "https://proxy.example/v1/messages")]
    [InlineData("https://proxy.example/anthropic", "https://proxy.example/anthropic/v1/messages")]
    [InlineData("https://proxy.example/anthropic/v1/messages", "https://proxy.example/anthropic/v1/messages")]
    [InlineData("https://proxy.example/v1?beta=true", "https://proxy.example/v1/messages?beta=true")]
    public void Url_ABase_IsItsAddress(string? apiBase, string expected)
    {
        using var client = Client();
        var endpoint = client.EndpointOf(Anthropic(new DeploymentParams { Model = "", ApiBase = apiBase, ApiKey = new Secret("k") }));

        Assert.Null(endpoint.Refusal);
        Assert.Equal(expected, endpoint.FormOf("claude").UrlOf(Surface.Messages, stream: true)!.AbsoluteUri);
        Assert.Null(endpoint.FormOf("claude").UrlOf(Surface.ChatCompletions, stream: false));
        Assert.Same(MessagesDialect.Instance, Assert.Single(endpoint.Dialects));
        Assert.Null(endpoint.Embeddings);
    }

    [Fact]
    public async Task Send_AKey_IsAnthropicsHeader()
    {
        using var client = Client();
        await using var reply = await client.SendAsync(Calls.Of(Anthropic(new DeploymentParams { Model = "", ApiBase = _upstream.Url, ApiKey = new Secret("sk-ant-api03-x") }), Body, Surface.Messages), default);

        var request = Assert.Single(_upstream.Requests);
        Assert.Equal("/v1/messages", request.Path);
        Assert.Equal(("sk-ant-api03-x", "2023-06-01"), (request.Headers["x-api-key"], request.Headers["anthropic-version"]));
        Assert.False(request.Headers.ContainsKey("Authorization"));
        Assert.Equal(Body.Replace("asked", "claude", StringComparison.Ordinal), request.BodyText);
    }

    [Fact]
    public async Task Send_ATokenOfASignOn_IsABearer()
    {
        using var client = Client();
        await using var reply = await client.SendAsync(Calls.Of(Anthropic(new DeploymentParams { Model = "", ApiBase = _upstream.Url, ApiKey = new Secret("sk-ant-oat01-x") }), Body, Surface.Messages), default);

        var request = Assert.Single(_upstream.Requests);
        Assert.Equal(("Bearer sk-ant-oat01-x", "oauth-2025-04-20"), (request.Headers["Authorization"], request.Headers["anthropic-beta"]));
        Assert.False(request.Headers.ContainsKey("x-api-key"));
    }

    [Fact]
    public async Task Send_HeadersOfTheClient_JoinTheDeployments()
    {
        using var client = Client();
        var parameters = new DeploymentParams
        {
            Model = "",
            ApiBase = _upstream.Url,
            ApiKey = new Secret("k"),
            ExtraHeaders = new Dictionary<string, string> { ["anthropic-beta"] = "context-1m-2025-08-07, files-api-2025-04-14" },
        };
        var call = Calls.Of(Anthropic(parameters), Body, Surface.Messages) with { ForwardedHeaders = [new("anthropic-beta", "files-api-2025-04-14,new-2026"), new("anthropic-version", "2027-01-01")] };
        await using var reply = await client.SendAsync(call, default);

        var request = Assert.Single(_upstream.Requests);
        Assert.Equal("context-1m-2025-08-07,files-api-2025-04-14,new-2026", request.Headers["anthropic-beta"]);
        Assert.Equal("2027-01-01", request.Headers["anthropic-version"]);
    }

    [Fact]
    public async Task Send_WithoutAKey_NamesTheVariable()
    {
        using var client = Client();
        await using var reply = await client.SendAsync(Calls.Of(Anthropic(new DeploymentParams { Model = "", ApiBase = _upstream.Url }), Body, Surface.Messages), default);

        Assert.Equal(FailureKind.Authentication, reply.Failure);
        Assert.Contains("ANTHROPIC_API_KEY", reply.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"max_tokens":100,"top_k":5}""", true)]
    [InlineData("""{"reasoning_effort":"low"}""", false)]
    [InlineData("{}", true)]
    public void Relays_WithWhatADeploymentBringsAlong_OnlyInAnthropicsWords(string settings, bool expected)
    {
        using var client = Client();
        using var json = JsonDocument.Parse(settings);
        var endpoint = client.EndpointOf(Anthropic(new DeploymentParams
        {
            Model = "",
            ApiKey = new Secret("k"),
            Extra = json.RootElement.EnumerateObject().ToDictionary(static member => member.Name, static member => member.Value.Clone()),
        }));

        Assert.Equal(expected, endpoint.Relays(MessagesDialect.Instance));
        Assert.False(endpoint.Relays(ChatDialect.Instance));
    }

    private static UpstreamClient Client() => new(new UpstreamClientOptions { Environment = static _ => null });

    private static Deployment Anthropic(DeploymentParams parameters) => Deployments.Of("anthropic", "claude", parameters);
}
