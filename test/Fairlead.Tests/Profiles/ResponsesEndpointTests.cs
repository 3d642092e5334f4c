using Fairlead.Configuration;
using Fairlead.Model;
using Fairlead.Providers.Http;
using Fairlead.Tests.Http;

namespace Fairlead.Tests.Profiles;

/// <summary>Which of OpenAI's formats a deployment is called in.</summary>
public sealed class ResponsesEndpointTests
{
    [Theory]
    [InlineData("openai", "gpt-5", null, null, "openai-chat,openai-responses")]
    [InlineData("openai", "gpt-5", "https://eu.api.openai.com/v1", null, "openai-chat,openai-responses")]
    [InlineData("openai", "gpt-5", "http://localhost:8000/v1", null, "openai-chat")]
    [InlineData("openai", "gpt-5", "http://localhost:8000/v1", true, "openai-responses")]
    [InlineData("openai", "gpt-5", null, false, "openai-chat")]
    [InlineData("openai", "responses/gpt-5", null, null, "openai-responses")]
    [InlineData("azure", "gpt-5", "https://r.openai.azure.com/openai/v1", null, "openai-chat,openai-responses")]
    [InlineData("azure", "gpt-5", "https://r.openai.azure.com", null, "openai-chat")]
    [InlineData("azure", "responses/gpt-5", "https://r.openai.azure.com", null, "openai-responses")]
    [InlineData("xai", "grok-4", null, null, "openai-chat,openai-responses")]
    [InlineData("groq", "llama", null, null, "openai-chat,openai-responses")]
    [InlineData("mistral", "mistral-large", null, null, "openai-chat")]
    public void Deployment_SpeaksWhatItsVendorHas(string provider, string model, string? apiBase, bool? always, string expected)
    {
        var endpoint = Of(provider, model, apiBase, always);

        Assert.Null(endpoint.Refusal);
        Assert.Equal(expected, string.Join(',', endpoint.Dialects.Select(static dialect => dialect.Name)));
    }

    [Fact]
    public void Model_ThatHasNothingElse_IsCalledByIt()
    {
        using var client = new UpstreamClient(new UpstreamClientOptions { Environment = static _ => null });
        var config = new DeploymentConfig { ModelName = "g", Params = new DeploymentParams { Model = "openai/o1-pro", ApiKey = new Secret("k") }, Info = new DeploymentInfo { Mode = "responses" } };

        Assert.Equal("openai-responses", Assert.Single(client.EndpointOf(new Deployment("d", config, "openai", "o1-pro")).Dialects).Name);
    }

    [Theory]
    [InlineData("openai", "responses/gpt-5", null, "https://api.openai.com/v1/responses")]
    [InlineData("azure", "responses/gpt-5", "https://r.openai.azure.com", "https://r.openai.azure.com/openai/v1/responses")]
    public void Address_OfThePrefix_IsTheModelsOwn(string provider, string model, string? apiBase, string url)
    {
        var form = Of(provider, model, apiBase, null).FormOf("gpt-5");

        Assert.Equal(url, form.UrlOf(Surface.Responses, stream: false)!.ToString());
        Assert.Equal("gpt-5", Deployments.Of(provider, model, new DeploymentParams { Model = "" }).UpstreamModel);
    }

    private static UpstreamEndpoint Of(string provider, string model, string? apiBase, bool? always)
    {
        using var client = new UpstreamClient(new UpstreamClientOptions { Environment = static _ => null });
        return client.EndpointOf(Deployments.Of(provider, model, new DeploymentParams { Model = $"{provider}/{model}", ApiBase = apiBase, ApiKey = new Secret("k"), UseResponsesApi = always }));
    }
}
