using Fairlead.Configuration;
using Fairlead.Providers.Http;
using Fairlead.Providers.Profiles;
using Fairlead.Tests.Http;

namespace Fairlead.Tests.Profiles;

/// <summary>Where calls of a vendor's own API go.</summary>
public sealed class PassThroughTests
{
    [Theory]
    [InlineData("/v1/projects/q/locations/europe-west4/publishers/google/models/m:generateContent", "https://europe-west4-aiplatform.googleapis.com/v1/projects/q/locations/europe-west4/publishers/google/models/m:generateContent")]
    [InlineData("/v1beta1/projects/q/locations/global/cachedContents", "https://aiplatform.googleapis.com/v1beta1/projects/q/locations/global/cachedContents")]
    [InlineData("/publishers/google/models/gemini-2.5-flash:countTokens", "https://us-central1-aiplatform.googleapis.com/v1/projects/p/locations/us-central1/publishers/google/models/gemini-2.5-flash:countTokens")]
    [InlineData("/v1/projects/q/locations/evil.example%2F/x", "https://us-central1-aiplatform.googleapis.com/v1/projects/q/locations/evil.example%2F/x")]
    public void Vertex_IsCalledAtTheHostOfTheLocation(string path, string expected)
    {
        using var client = new UpstreamClient(new UpstreamClientOptions { Environment = static _ => null });
        var deployment = Deployments.Of("vertex_ai", "gemini-2.5-flash", new DeploymentParams
        {
            Model = "vertex_ai/gemini-2.5-flash",
            ProviderSettings = Deployments.Extra("""{"vertex_project":"p","vertex_credentials":{"type":"authorized_user","client_id":"i","client_secret":"s","refresh_token":"r"}}"""),
        });
        var target = client.PassThroughTo(VendorTable.Find("vertex_ai")!, deployment, out var problem);
        Assert.Null(problem);
        Assert.NotNull(target!.Signer);
        Assert.Equal(expected, target.AddressOf(path, "").OriginalString);
    }

    [Theory]
    [InlineData("bedrock", "Amazon Bedrock is passed through with the credentials of a deployment: configure one.")]
    [InlineData("openai", "OpenAI has no key: set api_key at a deployment of it, or the environment variable OPENAI_API_KEY.")]
    public void EnvironmentWithoutAKey_SaysWhatIsMissing(string vendor, string expected)
    {
        using var client = new UpstreamClient(new UpstreamClientOptions { Environment = static _ => null });
        Assert.Null(client.PassThroughTo(VendorTable.Find(vendor)!, null, out var problem));
        Assert.Equal(expected, problem);
    }
}
