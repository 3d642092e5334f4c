using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Providers.Http;
using Fairlead.TestKit.Upstreams;
using Fairlead.Tests.Http;

namespace Fairlead.Tests.Profiles;

public sealed class EndpointTests : IAsyncLifetime
{
    private FakeUpstream _upstream = null!;

    public async Task InitializeAsync() => _upstream = await FakeUpstream.StartAsync();

    public async Task DisposeAsync() => await _upstream.DisposeAsync();

    [Theory]
    [InlineData("openai", "", "/v1/chat/completions", "Authorization", "Bearer k")]
    [InlineData("ollama", "/v1", "/v1/chat/completions", "Authorization", "Bearer k")]
    [InlineData("ollama_chat", "/v1/chat/completions", "/v1/chat/completions", "Authorization", "Bearer k")]
    [InlineData("groq", "", "/openai/v1/chat/completions", "Authorization", "Bearer k")]
    [InlineData("openrouter", "", "/api/v1/chat/completions", "Authorization", "Bearer k")]
    [InlineData("perplexity", "", "/chat/completions", "Authorization", "Bearer k")]
    [InlineData("vercel_ai_gateway", "", "/v1/chat/completions", "Authorization", "Bearer k")]
    [InlineData("databricks", "", "/serving-endpoints/chat/completions", "Authorization", "Bearer k")]
    [InlineData("databricks", "/serving-endpoints/", "/serving-endpoints/chat/completions", "Authorization", "Bearer k")]
    [InlineData("hosted_vllm", "/v1/", "/v1/chat/completions", "Authorization", "Bearer k")]
    [InlineData("azure", "", "/openai/deployments/m%2F1/chat/completions?api-version=2024-10-21", "api-key", "k")]
    [InlineData("azure", "/openai/", "/openai/deployments/m%2F1/chat/completions?api-version=2024-10-21", "api-key", "k")]
    [InlineData("azure", "/openai/v1/", "/openai/v1/chat/completions", "api-key", "k")]
    [InlineData("azure", "/openai/deployments/named/chat/completions?api-version=2025-01-01-preview", "/openai/deployments/named/chat/completions?api-version=2025-01-01-preview", "api-key", "k")]
    [InlineData("azure_ai", "", "/v1/chat/completions", "Authorization", "Bearer k")]
    [InlineData("azure_ai", "/models", "/models/chat/completions?api-version=2024-05-01-preview", "Authorization", "Bearer k")]
    public async Task Send_Vendor_HasItsPathAndKey(string provider, string path, string target, string header, string value)
    {
        using var client = new UpstreamClient(new UpstreamClientOptions { Environment = _ => null });
        var deployment = Deployments.Of(provider, "m/1", new DeploymentParams { Model = "", ApiBase = _upstream.Url + path, ApiKey = new Secret("k\n") });
        await using var reply = await client.SendAsync(Calls.Chat(deployment), default);

        Assert.Equal(FailureKind.None, reply.Failure);
        var request = Assert.Single(_upstream.Requests);
        Assert.Equal(target, request.Path + request.Query);
        Assert.Equal(value, request.Headers[header]);
        Assert.False(request.Headers.ContainsKey(header == "api-key" ? "Authorization" : "api-key"));
    }

    [Theory]
    [InlineData("", Surface.CohereChat, "/v2/chat")]
    [InlineData("/v1/chat", Surface.CohereChat, "/v2/chat")]
    [InlineData("/v2", Surface.CohereEmbed, "/v2/embed")]
    [InlineData("/team/v2/rerank", Surface.Rerank, "/team/v2/rerank")]
    [InlineData("/compatibility/v1", Surface.ChatCompletions, "/compatibility/v1/chat/completions")]
    public async Task Send_Cohere_IsCalledInItsOwnFormat(string path, Surface surface, string target)
    {
        using var client = new UpstreamClient(new UpstreamClientOptions { Environment = name => name == "CO_API_KEY" ? "k" : null });
        var deployment = Deployments.Of("cohere_chat", "m", new DeploymentParams { Model = "", ApiBase = _upstream.Url + path });
        await using var reply = await client.SendAsync(Calls.Chat(deployment) with { Surface = surface }, default);

        var request = Assert.Single(_upstream.Requests);
        Assert.Equal(target, request.Path);
        Assert.Equal("Bearer k", request.Headers["Authorization"]);
    }

    [Theory]
    [InlineData("", Surface.OllamaChat, "/api/chat")]
    [InlineData("/", Surface.OllamaEmbed, "/api/embed")]
    [InlineData("/api/generate", Surface.OllamaChat, "/api/chat")]
    [InlineData("/api", Surface.OllamaChat, "/api/chat")]
    [InlineData("/team/blue", Surface.OllamaChat, "/team/blue/api/chat")]
    public async Task Send_Ollama_IsCalledInItsOwnFormat(string path, Surface surface, string target)
    {
        using var client = new UpstreamClient(new UpstreamClientOptions { Environment = _ => null });
        var deployment = Deployments.Of("ollama", "m", new DeploymentParams { Model = "", ApiBase = _upstream.Url + path });
        await using var reply = await client.SendAsync(Calls.Chat(deployment) with { Surface = surface }, default);

        Assert.Equal(target, Assert.Single(_upstream.Requests).Path);
    }

    [Theory]
    [InlineData("2025-03-01-preview", "/openai/deployments/m/chat/completions?api-version=2025-03-01-preview")]
    [InlineData("v1", "/openai/v1/chat/completions")]
    [InlineData("latest", "/openai/v1/chat/completions")]
    [InlineData("preview", "/openai/v1/chat/completions?api-version=preview")]
    public async Task Send_Azure_VersionChoosesTheForm(string version, string target)
    {
        using var client = new UpstreamClient(new UpstreamClientOptions { Environment = name => name == "AZURE_API_KEY" ? "from-env" : null });
        var deployment = Deployments.Of("azure", "m", new DeploymentParams { Model = "", ApiBase = _upstream.Url, ApiVersion = version });
        await using var reply = await client.SendAsync(Calls.Chat(deployment), default);

        var request = Assert.Single(_upstream.Requests);
        Assert.Equal(target, request.Path + request.Query);
        Assert.Equal("from-env", request.Headers["api-key"]);
    }

    [Fact]
    public async Task Send_AzureWildcard_PutsTheAskedModelIntoThePath()
    {
        using var client = new UpstreamClient(new UpstreamClientOptions { Environment = _ => null });
        var deployment = Deployments.Of("azure", "*", new DeploymentParams { Model = "", ApiBase = _upstream.Url, ApiKey = new Secret("k") });
        await using var one = await client.SendAsync(Calls.Chat(deployment) with { UpstreamModel = "gpt-4o" }, default);
        await using var two = await client.SendAsync(Calls.Chat(deployment) with { UpstreamModel = "../../admin" }, default);
        await using var three = await client.SendAsync(Calls.Chat(deployment) with { UpstreamModel = ".." }, default);

        Assert.Equal("/openai/deployments/gpt-4o/chat/completions", _upstream.Requests[0].Path);
        Assert.Equal("/openai/deployments/..%2F..%2Fadmin/chat/completions", _upstream.Requests[1].Path);
        Assert.Equal(FailureKind.NotFound, three.Failure);
        Assert.Equal(2, _upstream.Requests.Count);
    }

    [Fact]
    public async Task Send_AzureEntraToken_IsABearer()
    {
        using var client = new UpstreamClient(new UpstreamClientOptions { Environment = _ => null });
        var deployment = Deployments.Of("azure", "m", new DeploymentParams { Model = "", ApiBase = _upstream.Url, ProviderSettings = Deployments.Extra("""{"azure_ad_token":"tok"}""") });
        await using var reply = await client.SendAsync(Calls.Chat(deployment), default);

        var request = Assert.Single(_upstream.Requests);
        Assert.Equal("Bearer tok", request.Headers["Authorization"]);
        Assert.DoesNotContain("tok", request.BodyText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_BaseAndKeyFromTheEnvironment_AreUsed()
    {
        using var client = new UpstreamClient(new UpstreamClientOptions
        {
            Environment = name => name switch { "HOSTED_VLLM_API_BASE" => _upstream.Url, "HOSTED_VLLM_API_KEY" => " vk ", _ => null },
        });
        await using var reply = await client.SendAsync(Calls.Chat(Deployments.Of("hosted_vllm", "m")), default);

        Assert.Equal("Bearer vk", Assert.Single(_upstream.Requests).Headers["Authorization"]);
    }

    [Fact]
    public async Task Send_LocalEngineWithoutKey_IsCalledWithoutOne()
    {
        using var client = new UpstreamClient(new UpstreamClientOptions { Environment = _ => null });
        await using var reply = await client.SendAsync(Calls.Chat(Deployments.Of("ollama", "qwen2.5-coder:14b", new DeploymentParams { Model = "", ApiBase = _upstream.Url })) with { Surface = Surface.OllamaChat }, default);

        Assert.Equal(FailureKind.None, reply.Failure);
        Assert.False(Assert.Single(_upstream.Requests).Headers.ContainsKey("Authorization"));
    }

    [Theory]
    [InlineData("openai", "OPENAI_API_KEY")]
    [InlineData("groq", "GROQ_API_KEY")]
    [InlineData("together_ai", "TOGETHERAI_API_KEY")]
    [InlineData("vercel_ai_gateway", "VERCEL_AI_GATEWAY_API_KEY")]
    public async Task Send_VendorWithoutKey_NamesTheVariable(string provider, string variable)
    {
        using var client = new UpstreamClient(new UpstreamClientOptions { Environment = _ => null });
        await using var reply = await client.SendAsync(Calls.Chat(Deployments.Of(provider, "m")), default);

        Assert.Equal(FailureKind.Authentication, reply.Failure);
        Assert.Contains(variable, reply.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("watsonx", "IBM watsonx")]
    [InlineData("replicate", "Replicate")]
    [InlineData("sagemaker", "Amazon SageMaker")]
    public async Task Send_FormatNotSpoken_IsRefusedAndNothingSent(string provider, string label)
    {
        using var client = new UpstreamClient(new UpstreamClientOptions { Environment = _ => "key" });
        var deployment = Deployments.Of(provider, "m", new DeploymentParams { Model = "", ApiBase = _upstream.Url, ApiKey = new Secret("k") });
        await using var reply = await client.SendAsync(Calls.Chat(deployment), default);

        Assert.Equal(FailureKind.Unsupported, reply.Failure);
        Assert.Equal(501, reply.Status);
        Assert.StartsWith($"Fairlead does not speak {label}'s format yet", reply.Reason, StringComparison.Ordinal);
        Assert.Empty(_upstream.Requests);
    }

    [Fact]
    public async Task Send_UnknownProvider_IsRefused()
    {
        using var client = new UpstreamClient();
        await using var reply = await client.SendAsync(Calls.Chat(Deployments.Of("nobody", "m")), default);

        Assert.Equal(FailureKind.Unsupported, reply.Failure);
        Assert.Contains("'nobody'", reply.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hosted_vllm", null, "HOSTED_VLLM_API_BASE")]
    [InlineData("azure", null, "AZURE_API_BASE")]
    [InlineData("openai", "localhost:8000", "http://")]
    public async Task Send_NoUsableBase_SaysWhatToSet(string provider, string? apiBase, string text)
    {
        using var client = new UpstreamClient(new UpstreamClientOptions { Environment = _ => null });
        await using var reply = await client.SendAsync(Calls.Chat(Deployments.Of(provider, "m", new DeploymentParams { Model = "", ApiBase = apiBase, ApiKey = new Secret("k") })), default);

        Assert.Equal(FailureKind.NotFound, reply.Failure);
        Assert.Contains(text, reply.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_KeyWithALineBreakInside_IsNotSent()
    {
        using var client = new UpstreamClient(new UpstreamClientOptions { Environment = _ => null });
        await using var reply = await client.SendAsync(Calls.Chat(Deployments.At(_upstream.ApiBase, key: "abc\r\nX-Evil: 1")), default);

        Assert.Equal(FailureKind.Authentication, reply.Failure);
        Assert.DoesNotContain("abc", reply.Reason, StringComparison.Ordinal);
        Assert.Empty(_upstream.Requests);
    }
}
