using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Model;
using Fairlead.Providers.Chat;
using Fairlead.Providers.Http;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;
using Fairlead.Providers.Wire.OpenAIEmbeddings;
using Fairlead.TestKit.Upstreams;
using Fairlead.Tests.Http;
using Microsoft.Extensions.AI;

namespace Fairlead.Tests.Chat.Providers;

/// <summary>Embeddings over real HTTP.</summary>
public sealed class EmbeddingCallsTests : IAsyncLifetime, IDisposable
{
    private readonly UpstreamClient _http = new(new UpstreamClientOptions { Environment = _ => null });
    private FakeUpstream _upstream = null!;

    public async Task InitializeAsync() => _upstream = await FakeUpstream.StartAsync();

    public async Task DisposeAsync() => await _upstream.DisposeAsync();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Generate_MoreInputsThanTheVendorTakes_AreSeveralCallsInOrder()
    {
        _upstream.Default = Lengths;
        using var generator = Generator(Endpoint(new AFew(3)));

        var texts = Enumerable.Range(1, 20).Select(length => new string('x', length)).ToArray();
        var result = await generator.GenerateAsync(texts);

        Assert.Equal(texts.Select(text => (float)text.Length), result.Select(vector => vector.Vector.Span[0]));
        Assert.Equal(7, _upstream.Requests.Count);
        Assert.Equal(20, result.Usage!.InputTokenCount);
        Assert.Equal("fake", result[19].ModelId);
    }

    [Fact]
    public async Task Generate_OneOfSeveralCallsFails_IsTheFailureOfAll()
    {
        var calls = 0;
        _upstream.Default = request => Interlocked.Increment(ref calls) == 2 ? FakeReply.RateLimited("3") : Lengths(request);
        using var generator = Generator(Endpoint(new AFew(1)));

        var thrown = await Assert.ThrowsAsync<UpstreamException>(() => generator.GenerateAsync(["a", "b", "c", "d", "e", "f"]));

        Assert.Equal((FailureKind.RateLimited, TimeSpan.FromSeconds(3)), (thrown.Failure, thrown.RetryAfter));
        Assert.Equal(4, calls);
    }

    [Fact]
    public async Task Generate_DeploymentWithDefaults_FillsWhatTheCallerLeavesOpen()
    {
        _upstream.Default = Lengths;
        using var generator = new DeploymentEmbeddingGenerator(_http, Deployments.Of("openai", "m", new DeploymentParams
        {
            Model = "",
            ApiBase = _upstream.ApiBase,
            ApiKey = new Secret("k"),
            Extra = Deployments.Extra("""{"dimensions":256,"input_type":"query","truncate":"END"}"""),
        }));

        await generator.GenerateAsync(["a"]);
        await generator.GenerateAsync(["a"], new EmbeddingGenerationOptions { Dimensions = 8, AdditionalProperties = new() { ["input_type"] = "document" } });

        Assert.Equal("""{"model":"m","input":["a"],"dimensions":256,"input_type":"query","truncate":"END"}""", _upstream.Requests[0].BodyText);
        Assert.Equal("""{"model":"m","input":["a"],"dimensions":8,"input_type":"document","truncate":"END"}""", _upstream.Requests[1].BodyText);
    }

    [Theory]
    [InlineData("""{"data":[{"index":0,"embedding":[1]}]}""", "1 vectors came for 2 inputs")]
    [InlineData("""{"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[1]}]}""", "indices")]
    [InlineData("{", "not JSON")]
    [InlineData("[]", "not a JSON object")]
    public async Task Generate_AnswerThatIsNone_IsMalformed(string body, string reason)
    {
        _upstream.Enqueue(FakeReply.Json(body));
        using var generator = Generator(Endpoint(OpenAIEmbeddingDialect.Instance));

        var thrown = await Assert.ThrowsAsync<UpstreamException>(() => generator.GenerateAsync(["a", "b"]));

        Assert.Equal(FailureKind.MalformedResponse, thrown.Failure);
        Assert.Contains(reason, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_ErrorAfterSuccess_IsWhatItSays()
    {
        _upstream.Enqueue(FakeReply.Json("""{"error":{"message":"secret words","code":"rate_limit_exceeded"}}"""));
        using var generator = Generator(Endpoint(OpenAIEmbeddingDialect.Instance));

        var thrown = await Assert.ThrowsAsync<UpstreamException>(() => generator.GenerateAsync(["a"]));

        Assert.Equal(FailureKind.RateLimited, thrown.Failure);
        Assert.DoesNotContain("secret", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_DeploymentWithoutEmbeddings_IsRefused()
    {
        using var generator = Generator(Endpoint(null));

        Assert.Equal(FailureKind.Unsupported, (await Assert.ThrowsAsync<UpstreamException>(() => generator.GenerateAsync(["a"]))).Failure);
        Assert.Empty(_upstream.Requests);
    }

    [Fact]
    public async Task Generate_InputThatHasNoPlace_IsRefusedAndNotSent()
    {
        using var generator = Generator(Endpoint(new AFew(9)));

        var thrown = await Assert.ThrowsAsync<UpstreamException>(() => generator.GenerateAsync(["a"], new EmbeddingGenerationOptions { AdditionalProperties = new() { ["user"] = "u" } }));

        Assert.Equal(FailureKind.Unsupported, thrown.Failure);
        Assert.Contains("'user'", thrown.Message, StringComparison.Ordinal);
        Assert.Empty(_upstream.Requests);
    }

    /// <summary>Answers each text with its length.</summary>
    private static FakeReply Lengths(FakeRequest request)
    {
        var input = JsonNode.Parse(request.BodyText)!["input"]!.AsArray();
        var data = input.Select((text, i) => string.Create(CultureInfo.InvariantCulture, $$"""{"index":{{i}},"embedding":[{{((string)text!).Length}}]}"""));
        return FakeReply.Json(string.Create(CultureInfo.InvariantCulture, $$$"""{"model":"fake","data":[{{{string.Join(',', data)}}}],"usage":{"prompt_tokens":{{{input.Count}}},"total_tokens":{{{input.Count}}}}}"""));
    }

    private DeploymentEmbeddingGenerator Generator(Deployment deployment) => new(_http, deployment);

    private Deployment Endpoint(EmbeddingDialect? dialect)
    {
        var deployment = Deployments.At(_upstream.ApiBase, key: null);
        var built = _http.EndpointOf(deployment);
        var endpoint = new UpstreamEndpoint { Owner = _http, Vendor = built.Vendor, Invoker = built.Invoker, Headers = built.Headers, Urls = built.Urls, Embeddings = dialect };
        endpoint.Prepare(deployment.UpstreamModel);
        deployment.Upstream = endpoint;
        return deployment;
    }

    /// <summary>OpenAI's format of a vendor that takes only so many inputs a call, and no user.</summary>
    private sealed class AFew(int most) : EmbeddingDialect
    {
        public override string Name => "test";

        public override Surface Surface => Surface.Embeddings;

        public override int MostInputs(string model) => most;

        public override EmbeddingRequest ReadRequest(JsonBody body) => OpenAIEmbeddingDialect.Instance.ReadRequest(body);

        public override void WriteRequest(EmbeddingRequest request, RequestTarget target, Utf8JsonWriter json)
        {
            if (request.User is not null)
            {
                target.LoseParameter("user", "it has no users");
            }

            OpenAIEmbeddingDialect.Instance.WriteRequest(request, target, json);
        }

        public override EmbeddingAnswer ReadAnswer(JsonBody body) => OpenAIEmbeddingDialect.Instance.ReadAnswer(body);

        public override void WriteAnswer(EmbeddingAnswer answer, EmbeddingRequest request, string model, Utf8JsonWriter json) =>
            OpenAIEmbeddingDialect.Instance.WriteAnswer(answer, request, model, json);
    }
}
