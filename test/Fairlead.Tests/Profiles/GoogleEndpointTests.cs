using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Model;
using Fairlead.Providers.Http;
using Fairlead.TestKit.Time;
using Fairlead.TestKit.Upstreams;
using Fairlead.Tests.Http;

namespace Fairlead.Tests.Profiles;

/// <summary>How Gemini, Vertex AI and Azure by an identity are called: address and credentials.</summary>
public sealed class GoogleEndpointTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private readonly Dictionary<string, string> _variables = [];
    private FakeUpstream _upstream = null!;

    public async Task InitializeAsync() => _upstream = await FakeUpstream.StartAsync();

    public async Task DisposeAsync() => await _upstream.DisposeAsync();

    [Theory]
    [InlineData("gemini-2.5-flash", "models/gemini-2.5-flash")]
    [InlineData("models/gemini-2.5-flash", "models/gemini-2.5-flash")]
    [InlineData("tunedModels/mine", "tunedModels/mine")]
    public void Gemini_Url_IsTheModels(string model, string expected)
    {
        using var client = Client();
        var endpoint = client.EndpointOf(Deployments.Of("gemini", model, new DeploymentParams { Model = "", ApiKey = new Secret("k") }));

        Assert.Equal($"https://generativelanguage.googleapis.com/v1beta/{expected}:generateContent", endpoint.FormOf(model).UrlOf(Surface.GenerateContent, stream: false)!.AbsoluteUri);
        Assert.Equal($"https://generativelanguage.googleapis.com/v1beta/{expected}:streamGenerateContent?alt=sse", endpoint.FormOf(model).UrlOf(Surface.GenerateContent, stream: true)!.AbsoluteUri);
        Assert.Equal($"https://generativelanguage.googleapis.com/v1beta/{expected}:batchEmbedContents", endpoint.FormOf(model).UrlOf(Surface.BatchEmbedContents, stream: false)!.AbsoluteUri);
    }

    [Fact]
    public async Task Gemini_Key_StandsInItsHeaderOnly()
    {
        _variables["GEMINI_API_KEY"] = "from-env";
        using var client = Client();
        await using var reply = await client.SendAsync(Calls.Of(Deployments.Of("gemini", "m", new DeploymentParams { Model = "", ApiBase = _upstream.Url }), "{}", Surface.GenerateContent), default);

        var request = Assert.Single(_upstream.Requests);
        Assert.Equal(("/v1beta/models/m:generateContent", "from-env"), (request.Path, request.Headers["x-goog-api-key"]));
    }

    [Theory]
    [InlineData("gemini-2.5-flash", """{"vertex_project":"p"}""", "https://us-central1-aiplatform.googleapis.com/v1/projects/p/locations/us-central1/publishers/google/models/gemini-2.5-flash:generateContent")]
    [InlineData("gemini-2.5-flash", """{"vertex_project":"p","vertex_location":"europe-west4"}""", "https://europe-west4-aiplatform.googleapis.com/v1/projects/p/locations/europe-west4/publishers/google/models/gemini-2.5-flash:generateContent")]
    [InlineData("gemini-2.5-flash", """{"vertex_project":"p","vertex_location":"global"}""", "https://aiplatform.googleapis.com/v1/projects/p/locations/global/publishers/google/models/gemini-2.5-flash:generateContent")]
    [InlineData("gemini-3-pro-preview", """{"vertex_ai_project":"p"}""", "https://aiplatform.googleapis.com/v1/projects/p/locations/global/publishers/google/models/gemini-3-pro-preview:generateContent")]
    [InlineData("gemini/1234567", """{"vertex_project":"p","vertex_location":"eu"}""", "https://aiplatform.eu.rep.googleapis.com/v1/projects/p/locations/eu/endpoints/1234567:generateContent")]
    public void Vertex_Url_IsProjectAndLocation(string model, string settings, string expected)
    {
        using var client = Client();
        var endpoint = client.EndpointOf(Vertex(model, settings));

        Assert.Null(endpoint.Refusal);
        Assert.Equal(expected, endpoint.FormOf(model).UrlOf(Surface.GenerateContent, stream: false)!.AbsoluteUri);
    }

    [Theory]
    [InlineData("{}", "vertex_project")]
    [InlineData("""{"vertex_project":"p","vertex_location":"evil.example/"}""", "vertex_location")]
    public void Vertex_PlaceThatIsNone_IsRefused(string settings, string expected)
    {
        using var client = Client();

        Assert.Contains(expected, client.EndpointOf(Vertex("m", settings)).Refusal!.Value.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Vertex_ServiceAccount_SignsForATokenOnce()
    {
        using var rsa = RSA.Create(2048);
        _upstream.Default = request => request.Path == "/token" ? FakeReply.Json("""{"access_token":"tok","expires_in":3600,"token_type":"Bearer"}""") : FakeReply.Json("{}");
        using var client = Client();
        var deployment = Account(rsa);

        await using var first = await client.SendAsync(Calls.Of(deployment, "{}", Surface.GenerateContent), default);
        await using var second = await client.SendAsync(Calls.Of(deployment, "{}", Surface.GenerateContent), default);
        _time.Advance(TimeSpan.FromMinutes(56));
        await using var third = await client.SendAsync(Calls.Of(deployment, "{}", Surface.GenerateContent), default);

        Assert.Equal(["/token", "call", "call", "/token", "call"], _upstream.Requests.Select(static request => request.Path == "/token" ? "/token" : "call"));
        Assert.Equal("Bearer tok", _upstream.Requests[1].Headers["Authorization"]);
        Assert.Contains("/projects/of-account/locations/", _upstream.Requests[1].Path, StringComparison.Ordinal);
        var assertion = Uri.UnescapeDataString(_upstream.Requests[0].BodyText.Split("assertion=")[1]).Split('.');
        Assert.True(rsa.VerifyData(Encoding.ASCII.GetBytes($"{assertion[0]}.{assertion[1]}"), Base64Url.DecodeFromChars(assertion[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(assertion[1]))!;
        Assert.Equal(("me@of-account.iam", _upstream.Url + "/token", 3600), ((string?)claims["iss"], (string?)claims["aud"], (int)((long)claims["exp"]! - (long)claims["iat"]!)));
    }

    [Fact]
    public async Task Vertex_TokenThatIsRefused_IsNotKept()
    {
        using var rsa = RSA.Create(2048);
        _upstream.Default = request => request.Path == "/token" ? FakeReply.Json("""{"access_token":"tok","expires_in":3600}""") : FakeReply.Json("""{"error":{"code":401,"status":"UNAUTHENTICATED","message":"no"}}""", 401);
        using var client = Client();
        var deployment = Account(rsa);

        await using var first = await client.SendAsync(Calls.Of(deployment, "{}", Surface.GenerateContent), default);
        await using var second = await client.SendAsync(Calls.Of(deployment, "{}", Surface.GenerateContent), default);

        Assert.Equal(FailureKind.Authentication, second.Failure);
        Assert.Equal(2, _upstream.Requests.Count(static request => request.Path == "/token"));
    }

    [Fact]
    public async Task Vertex_NoToken_SaysWhy()
    {
        _upstream.Default = static _ => FakeReply.Json("""{"error":"invalid_grant","error_description":"secret"}""", 400);
        using var client = Client();
        await using var reply = await client.SendAsync(
            Calls.Of(Vertex("m", $$$"""{"vertex_project":"p","vertex_credentials":{"type":"authorized_user","client_id":"i","client_secret":"s","refresh_token":"r","token_uri":"{{{_upstream.Url}}}/token"}}"""), "{}", Surface.GenerateContent), default);

        Assert.Equal(FailureKind.Authentication, reply.Failure);
        Assert.Contains("invalid_grant", reply.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", reply.Reason, StringComparison.Ordinal);
        Assert.Equal("grant_type=refresh_token&client_id=i&client_secret=s&refresh_token=r", Assert.Single(_upstream.Requests).BodyText);
    }

    [Fact]
    public async Task Azure_Identity_IsABearer()
    {
        _variables["AZURE_AUTHORITY_HOST"] = _upstream.Url;
        _variables["AZURE_API_KEY"] = "from-env";
        _upstream.Default = request => request.Path == "/t/oauth2/v2.0/token" ? FakeReply.Json("""{"access_token":"entra","expires_in":3600}""") : FakeReply.Json("{}");
        using var client = Client();
        var deployment = Deployments.Of("azure", "gpt", new DeploymentParams
        {
            Model = "",
            ApiBase = _upstream.Url,
            ProviderSettings = Deployments.Extra("""{"tenant_id":"t","client_id":"c","client_secret":"s"}"""),
        });

        await using var reply = await client.SendAsync(Calls.Chat(deployment), default);

        Assert.Equal("grant_type=client_credentials&client_id=c&client_secret=s&scope=https%3A%2F%2Fcognitiveservices.azure.com%2F.default", _upstream.Requests[0].BodyText);
        Assert.Equal("Bearer entra", _upstream.Requests[1].Headers["Authorization"]);
        Assert.False(_upstream.Requests[1].Headers.ContainsKey("api-key"));
    }

    private UpstreamClient Client() => new(new UpstreamClientOptions { Environment = _variables.GetValueOrDefault, TimeProvider = _time });

    private static Deployment Vertex(string model, string settings, string? apiBase = null) =>
        Deployments.Of("vertex_ai", model, new DeploymentParams { Model = "", ApiBase = apiBase, ProviderSettings = Deployments.Extra(settings) });

    private Deployment Account(RSA rsa) => Vertex(
        "gemini-2.5-flash",
        new JsonObject
        {
            ["vertex_credentials"] = new JsonObject
            {
                ["type"] = "service_account",
                ["project_id"] = "of-account",
                ["client_email"] = "me@of-account.iam",
                ["private_key"] = rsa.ExportPkcs8PrivateKeyPem(),
                ["token_uri"] = _upstream.Url + "/token",
            }.ToJsonString(),
        }.ToJsonString(),
        _upstream.Url);
}
