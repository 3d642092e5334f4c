using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Model;
using Fairlead.Providers.Credentials.Aws;
using Fairlead.Providers.Http;
using Fairlead.Providers.Wire.BedrockConverse;
using Fairlead.TestKit.Time;
using Fairlead.TestKit.Upstreams;
using Fairlead.Tests.Http;

namespace Fairlead.Tests.Profiles;

/// <summary>How Bedrock is called: address, region, credentials.</summary>
public sealed class BedrockEndpointTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private readonly Dictionary<string, string> _variables = new() { ["AWS_EC2_METADATA_DISABLED"] = "true" };
    private FakeUpstream _upstream = null!;

    public async Task InitializeAsync() => _upstream = await FakeUpstream.StartAsync();

    public async Task DisposeAsync() => await _upstream.DisposeAsync();

    [Theory]
    [InlineData("anthropic.claude-sonnet-4-5-20250929-v1:0", "{}", "https://bedrock-runtime.us-west-2.amazonaws.com/model/anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse")]
    [InlineData("converse/eu.amazon.nova-pro-v1:0", """{"aws_region_name":"eu-west-3"}""", "https://bedrock-runtime.eu-west-3.amazonaws.com/model/eu.amazon.nova-pro-v1%3A0/converse")]
    [InlineData("ap-south-1/global.anthropic.claude-opus-4-5-20251101-v1:0", "{}", "https://bedrock-runtime.ap-south-1.amazonaws.com/model/global.anthropic.claude-opus-4-5-20251101-v1%3A0/converse")]
    [InlineData("ap-south-1/meta.llama3-8b-instruct-v1:0", """{"aws_region_name":"us-east-2"}""", "https://bedrock-runtime.us-east-2.amazonaws.com/model/meta.llama3-8b-instruct-v1%3A0/converse")]
    [InlineData("invoke/cn-north-1/anthropic.claude", "{}", "https://bedrock-runtime.cn-north-1.amazonaws.com.cn/model/anthropic.claude/converse")]
    [InlineData("arn:aws:bedrock:us-gov-west-1:123456789012:inference-profile/us.x", "{}", "https://bedrock-runtime.us-gov-west-1.amazonaws.com/model/arn%3Aaws%3Abedrock%3Aus-gov-west-1%3A123456789012%3Ainference-profile%2Fus.x/converse")]
    [InlineData("anthropic.claude-3", """{"model_id":"arn:aws:bedrock:eu-central-1:1:application-inference-profile/abc"}""", "https://bedrock-runtime.eu-central-1.amazonaws.com/model/arn%3Aaws%3Abedrock%3Aeu-central-1%3A1%3Aapplication-inference-profile%2Fabc/converse")]
    public void Url_ModelAndRegion_AreItsAddress(string model, string settings, string expected)
    {
        using var client = Client();
        var endpoint = client.EndpointOf(Bedrock(model, settings));

        Assert.Null(endpoint.Refusal);
        Assert.Equal(expected, endpoint.FormOf(model).UrlOf(Surface.Converse, stream: false)!.AbsoluteUri);
        Assert.Equal(expected + "-stream", endpoint.FormOf(model).UrlOf(Surface.Converse, stream: true)!.AbsoluteUri);
        Assert.Null(endpoint.FormOf(model).UrlOf(Surface.ChatCompletions, stream: false));
        Assert.Same(ConverseDialect.Instance, Assert.Single(endpoint.Dialects));
    }

    [Theory]
    [InlineData("AWS_REGION_NAME", "eu-north-1", "eu-north-1")]
    [InlineData("AWS_REGION", "eu-south-1", "eu-south-1")]
    [InlineData("AWS_DEFAULT_REGION", "sa-east-1", "sa-east-1")]
    public void Url_RegionOfTheEnvironment_IsUsed(string variable, string value, string expected)
    {
        _variables[variable] = value;
        using var client = Client();

        Assert.Equal($"bedrock-runtime.{expected}.amazonaws.com", client.EndpointOf(Bedrock("m")).FormOf("m").UrlOf(Surface.Converse, false)!.Host);
    }

    [Fact]
    public async Task Send_OwnKeys_SignsWhatIsSent()
    {
        using var client = Client();
        var deployment = Bedrock("us.anthropic.claude-sonnet-4-5-20250929-v1:0", """{"aws_access_key_id":"AKID","aws_secret_access_key":"very-secret","aws_session_token":"tok","aws_region_name":"eu-west-1"}""", _upstream.Url);
        await using var reply = await client.SendAsync(Calls.Of(deployment, """{"messages":[]}""", Surface.Converse), default);

        var request = Assert.Single(_upstream.Requests);
        Assert.Equal("/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse", request.Path);
        using var again = new HttpRequestMessage(HttpMethod.Post, _upstream.Url + request.Path) { Content = new ByteArrayContent(request.Body) };
        again.Content.Headers.TryAddWithoutValidation("Content-Type", request.Headers["Content-Type"]);
        SigV4.Sign(again, request.Body, new AwsKeys("AKID", new Secret("very-secret"), new Secret("tok")), "eu-west-1", "bedrock", _time.GetUtcNow());
        Assert.Equal(again.Headers.NonValidated["Authorization"].ToString(), request.Headers["Authorization"]);
        Assert.Equal(("tok", "20260101T000000Z"), (request.Headers["X-Amz-Security-Token"], request.Headers["X-Amz-Date"]));
        Assert.DoesNotContain("very-secret", string.Join(' ', request.Headers.Values) + request.BodyText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_ApiKey_IsABearer()
    {
        _variables["AWS_BEARER_TOKEN_BEDROCK"] = "from-env";
        using var client = Client();
        await using var own = await client.SendAsync(Calls.Of(Bedrock("m", "{}", _upstream.Url, "own-key"), "{}", Surface.Converse), default);
        await using var environments = await client.SendAsync(Calls.Of(Bedrock("m", "{}", _upstream.Url), "{}", Surface.Converse), default);
        await using var signed = await client.SendAsync(Calls.Of(Bedrock("m", """{"aws_access_key_id":"A","aws_secret_access_key":"s"}""", _upstream.Url), "{}", Surface.Converse), default);

        Assert.Equal("Bearer own-key", _upstream.Requests[0].Headers["Authorization"]);
        Assert.Equal("Bearer from-env", _upstream.Requests[1].Headers["Authorization"]);
        Assert.StartsWith("AWS4-HMAC-SHA256 Credential=A/20260101/us-west-2/bedrock/", _upstream.Requests[2].Headers["Authorization"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_NoCredentials_SaysWhatToSet()
    {
        using var client = Client();
        await using var reply = await client.SendAsync(Calls.Of(Bedrock("m", "{}", _upstream.Url), "{}", Surface.Converse), default);

        Assert.Equal(FailureKind.Authentication, reply.Failure);
        Assert.Contains("aws_access_key_id", reply.Reason, StringComparison.Ordinal);
        Assert.Empty(_upstream.Requests);
    }

    [Fact]
    public async Task Send_ExpiredToken_IsReadAnewForTheNextCall()
    {
        var file = Path.GetTempFileName();
        try
        {
            _variables["AWS_SHARED_CREDENTIALS_FILE"] = file;
            await File.WriteAllTextAsync(file, "[default]\naws_access_key_id=OLD\naws_secret_access_key=o\n");
            _upstream.Enqueue(FakeReply.Json("""{"message":"The security token included in the request is expired"}""", 403, ("x-amzn-errortype", "ExpiredTokenException:http://x")));
            using var client = Client();
            var deployment = Bedrock("m", "{}", _upstream.Url);
            await using var refused = await client.SendAsync(Calls.Of(deployment, "{}", Surface.Converse), default);
            await File.WriteAllTextAsync(file, "[default]\naws_access_key_id=NEW\naws_secret_access_key=n\n");
            await using var served = await client.SendAsync(Calls.Of(deployment, "{}", Surface.Converse), default);

            Assert.Equal(FailureKind.Authentication, refused.Failure);
            Assert.Contains("Credential=NEW/", _upstream.Requests[1].Headers["Authorization"], StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Send_RuntimeEndpoint_IsTheBase()
    {
        using var client = Client();
        await using var reply = await client.SendAsync(Calls.Of(Bedrock("m", $$"""{"aws_bedrock_runtime_endpoint":"{{_upstream.Url}}/vpc/"}""", key: "k"), "{}", Surface.Converse), default);

        Assert.Equal("/vpc/model/m/converse", Assert.Single(_upstream.Requests).Path);
    }

    [Fact]
    public async Task Send_Mantle_IsOpenAIsFormatSigned()
    {
        using var client = Client();
        var deployment = Deployments.Of("bedrock_mantle", "openai.gpt-oss-120b", new DeploymentParams
        {
            Model = "",
            ApiBase = _upstream.ApiBase,
            ProviderSettings = Deployments.Extra("""{"aws_access_key_id":"A","aws_secret_access_key":"s","aws_region_name":"eu-west-1"}"""),
        });
        await using var reply = await client.SendAsync(Calls.Chat(deployment), default);

        var request = Assert.Single(_upstream.Requests);
        Assert.Equal("/v1/chat/completions", request.Path);
        Assert.Contains("/eu-west-1/bedrock-mantle/aws4_request", request.Headers["Authorization"], StringComparison.Ordinal);
        Assert.Contains("openai.gpt-oss-120b", request.BodyText, StringComparison.Ordinal);
        Assert.Equal("https://bedrock-mantle.eu-west-1.api.aws/v1/chat/completions", client.EndpointOf(Deployments.Of("bedrock_mantle", "m", deployment.Config.Params with { ApiBase = null })).FormOf("m").UrlOf(Surface.ChatCompletions, false)!.AbsoluteUri);
    }

    private UpstreamClient Client() => new(new UpstreamClientOptions { Environment = _variables.GetValueOrDefault, TimeProvider = _time });

    private static Deployment Bedrock(string model, string settings = "{}", string? apiBase = null, string? key = null) => Deployments.Of("bedrock", model, new DeploymentParams
    {
        Model = "",
        ApiBase = apiBase,
        ApiKey = key is null ? null : new Secret(key),
        ProviderSettings = Deployments.Extra(settings),
    });
}
