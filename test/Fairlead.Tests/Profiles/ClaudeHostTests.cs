using Fairlead.Configuration;
using Fairlead.Model;
using Fairlead.Providers.Http;
using Fairlead.Providers.Wire.AnthropicMessages;
using Fairlead.TestKit.Upstreams;
using Fairlead.Tests.Http;

namespace Fairlead.Tests.Profiles;

/// <summary>How Claude is called at Google and Azure: address, credentials, body.</summary>
public sealed class ClaudeHostTests : IAsyncLifetime
{
    private const string Body = """{"model":"asked", "max_tokens":5,"messages":[{"role":"user","content":"hi"}]}""";
    private const string Place = """{"vertex_project":"p","vertex_location":"europe-west1"}""";

    private readonly Dictionary<string, string> _variables = [];
    private FakeUpstream _upstream = null!;

    public async Task InitializeAsync() => _upstream = await FakeUpstream.StartAsync();

    public async Task DisposeAsync() => await _upstream.DisposeAsync();

    [Theory]
    [InlineData("vertex_ai", "claude-sonnet-4-5@20250929", Place, "https://europe-west1-aiplatform.googleapis.com/v1/projects/p/locations/europe-west1/publishers/anthropic/models/claude-sonnet-4-5@20250929")]
    [InlineData("vertex_ai_beta", "claude-opus-4-6", """{"vertex_project":"p","vertex_location":"global"}""", "https://aiplatform.googleapis.com/v1/projects/p/locations/global/publishers/anthropic/models/claude-opus-4-6")]
    [InlineData("vertex_ai", "claude-opus-4-6", """{"vertex_project":"p"}""", "https://us-east5-aiplatform.googleapis.com/v1/projects/p/locations/us-east5/publishers/anthropic/models/claude-opus-4-6")]
    [InlineData("vertex_ai", "publishers/anthropic/models/claude-opus-4-6", """{"vertex_project":"p","vertex_location":"us"}""", "https://aiplatform.us.rep.googleapis.com/v1/projects/p/locations/us/publishers/anthropic/models/claude-opus-4-6")]
    public void Vertex_Url_IsAnthropics(string provider, string model, string settings, string expected)
    {
        using var client = Client();
        var endpoint = client.EndpointOf(Deployments.Of(provider, model, new DeploymentParams { Model = "", ProviderSettings = Deployments.Extra(settings) }));
        var form = endpoint.FormOf(model);

        Assert.Null(endpoint.Refusal);
        Assert.Equal(expected + ":rawPredict", form.UrlOf(Surface.Messages, stream: false)!.AbsoluteUri);
        Assert.Equal(expected + ":streamRawPredict", form.UrlOf(Surface.Messages, stream: true)!.AbsoluteUri);
        Assert.Equal(expected[..(expected.LastIndexOf('/') + 1)] + "count-tokens:rawPredict", form.UrlOf(Surface.CountTokens, stream: false)!.AbsoluteUri);
        Assert.Null(form.UrlOf(Surface.GenerateContent, stream: false));
        Assert.Same(MessagesDialect.OnVertex, Assert.Single(endpoint.Dialects));
        Assert.True(endpoint.Relays(MessagesDialect.Instance));
        Assert.Null(endpoint.Embeddings);
    }

    [Theory]
    [InlineData(Body, """{"anthropic_version":"vertex-2023-10-16", "max_tokens":5,"messages":[{"role":"user","content":"hi"}]}""")]
    [InlineData("""{"a":"model","model" : "asked"}""", """{"a":"model","anthropic_version":"vertex-2023-10-16"}""")]
    [InlineData("""{"model":"asked" , "anthropic_version":"mine"}""", """{ "anthropic_version":"mine"}""")]
    [InlineData("""{"anthropic_version":"mine" ,"model":"asked"}""", """{"anthropic_version":"mine" }""")]
    [InlineData("""{"model":"asked","system":"\"anthropic_version\"","metadata":{"anthropic_version":1}}""", """{"anthropic_version":"vertex-2023-10-16","system":"\"anthropic_version\"","metadata":{"anthropic_version":1}}""")]
    [InlineData("""{"max_tokens":5}""", """{"anthropic_version":"vertex-2023-10-16","max_tokens":5}""")]
    public async Task Vertex_Body_HasTheVersionInTheModelsPlace(string body, string expected)
    {
        using var client = Client();
        var at = body.IndexOf("\"asked\"", StringComparison.Ordinal);
        var call = Calls.Of(Vertex(), body, Surface.Messages) with { ModelSpan = at < 0 ? default : at..(at + 7) };
        await using var reply = await client.SendAsync(call, default);

        Assert.Equal(expected, Assert.Single(_upstream.Requests).BodyText);
    }

    [Fact]
    public async Task Vertex_WhatTheDeploymentBringsAlong_StandsInFront()
    {
        using var client = Client();
        await using var reply = await client.SendAsync(Calls.Of(Vertex("""{"temperature":0.5}"""), Body, Surface.Messages), default);

        Assert.Equal("""{"temperature":0.5,"anthropic_version":"vertex-2023-10-16", "max_tokens":5,"messages":[{"role":"user","content":"hi"}]}""", Assert.Single(_upstream.Requests).BodyText);
    }

    [Fact]
    public async Task Vertex_Count_NamesTheModelInTheBody()
    {
        using var client = Client();
        await using var reply = await client.SendAsync(Calls.Of(Vertex(), Body, Surface.CountTokens), default);

        var request = Assert.Single(_upstream.Requests);
        Assert.Equal("/v1/projects/p/locations/europe-west1/publishers/anthropic/models/count-tokens:rawPredict", request.Path);
        Assert.Equal("""{"anthropic_version":"vertex-2023-10-16","model":"claude-opus-4-6", "max_tokens":5,"messages":[{"role":"user","content":"hi"}]}""", request.BodyText);
    }

    [Theory]
    [InlineData("https://r.services.ai.azure.com", "https://r.services.ai.azure.com/anthropic/v1/messages")]
    [InlineData("https://r.services.ai.azure.com/models", "https://r.services.ai.azure.com/anthropic/v1/messages")]
    [InlineData("https://r.services.ai.azure.com/openai/v1/", "https://r.services.ai.azure.com/anthropic/v1/messages")]
    [InlineData("https://r.services.ai.azure.com/anthropic", "https://r.services.ai.azure.com/anthropic/v1/messages")]
    [InlineData("https://r.services.ai.azure.com/anthropic/v1/messages", "https://r.services.ai.azure.com/anthropic/v1/messages")]
    [InlineData("https://anthropic.example/x/anthropic/", "https://anthropic.example/x/anthropic/v1/messages")]
    public void Azure_Url_IsBehindAnthropic(string apiBase, string expected)
    {
        using var client = Client();
        var endpoint = client.EndpointOf(Azure("claude-opus-4-6", apiBase));

        Assert.Null(endpoint.Refusal);
        Assert.Equal(expected, endpoint.FormOf("m").UrlOf(Surface.Messages, stream: true)!.AbsoluteUri);
        Assert.Equal(expected + "/count_tokens", endpoint.FormOf("m").UrlOf(Surface.CountTokens, stream: false)!.AbsoluteUri);
        Assert.Same(MessagesDialect.Instance, Assert.Single(endpoint.Dialects));
    }

    [Theory]
    [InlineData("mine", "/anthropic", null, true)]
    [InlineData("mine", "", "claude-opus-4-6", true)]
    [InlineData("mine", "", "azure_ai/claude-opus-4-6", true)]
    [InlineData("mine", "", null, false)]
    [InlineData("grok-3", "", "grok-3", false)]
    public void Azure_DeploymentOfAnyName_IsClaudeByItsBaseOrItsModel(string model, string path, string? baseModel, bool expected)
    {
        using var client = Client();
        var endpoint = client.EndpointOf(Azure(model, "https://r.services.ai.azure.com" + path, baseModel));

        Assert.Equal(expected, endpoint.Speaks(MessagesDialect.Instance));
    }

    [Fact]
    public async Task Azure_Key_IsAnthropicsHeader()
    {
        using var client = Client();
        await using var reply = await client.SendAsync(Calls.Of(Azure("claude-opus-4-6", _upstream.Url), Body, Surface.Messages), default);

        var request = Assert.Single(_upstream.Requests);
        Assert.Equal(("k", "2023-06-01"), (request.Headers["x-api-key"], request.Headers["anthropic-version"]));
        Assert.Equal(("/anthropic/v1/messages", Body.Replace("asked", "claude-opus-4-6", StringComparison.Ordinal)), (request.Path, request.BodyText));
        Assert.False(request.Headers.ContainsKey("Authorization"));
    }

    [Theory]
    [InlineData("""{"azure_ad_token":"entra"}""")]
    [InlineData("""{"tenant_id":"t","client_id":"c","client_secret":"s"}""")]
    public async Task Azure_Identity_IsABearer(string settings)
    {
        _variables["AZURE_AUTHORITY_HOST"] = _upstream.Url;
        _variables["AZURE_AI_API_KEY"] = "from-env";
        _upstream.Default = static request => request.Path == "/t/oauth2/v2.0/token" ? FakeReply.Json("""{"access_token":"entra","expires_in":3600}""") : FakeReply.Json("{}");
        using var client = Client();
        var parameters = new DeploymentParams { Model = "", ApiBase = _upstream.Url, ProviderSettings = Deployments.Extra(settings) };
        await using var reply = await client.SendAsync(Calls.Of(Deployments.Of("azure_ai", "claude-opus-4-6", parameters), Body, Surface.Messages), default);

        var request = _upstream.Requests[^1];
        Assert.Equal("Bearer entra", request.Headers["Authorization"]);
        Assert.False(request.Headers.ContainsKey("x-api-key"));
    }

    private UpstreamClient Client() => new(new UpstreamClientOptions { Environment = _variables.GetValueOrDefault });

    private static Deployment Azure(string model, string apiBase, string? baseModel = null) =>
        Deployments.Of("azure_ai", model, new DeploymentParams { Model = "", ApiBase = apiBase, ApiKey = new Secret("k") }, new DeploymentInfo { BaseModel = baseModel });

    private Deployment Vertex(string extra = "{}") =>
        Deployments.Of("vertex_ai", "claude-opus-4-6", new DeploymentParams { Model = "", ApiBase = _upstream.Url, ApiKey = new Secret("k"), Extra = Deployments.Extra(extra), ProviderSettings = Deployments.Extra(Place) });
}
