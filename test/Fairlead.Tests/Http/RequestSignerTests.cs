using System.Text;
using Fairlead.Attempts;
using Fairlead.Model;
using Fairlead.Providers.Credentials;
using Fairlead.Providers.Http;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Tests.Http;

/// <summary>Credentials that are put on call by call.</summary>
public sealed class RequestSignerTests : IAsyncLifetime, IDisposable
{
    private readonly UpstreamClient _client = new(new UpstreamClientOptions { Environment = _ => null });
    private FakeUpstream _upstream = null!;

    public async Task InitializeAsync() => _upstream = await FakeUpstream.StartAsync();

    public async Task DisposeAsync() => await _upstream.DisposeAsync();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Send_SplicedBody_SignerSeesTheBytesThatAreSent()
    {
        var signer = new TestSigner(readsBody: true);
        await using var reply = await _client.SendAsync(Calls.Of(Signed(signer), """{"x":1,"model":"asked","y":2}"""), default);

        var request = Assert.Single(_upstream.Requests);
        Assert.Equal(request.BodyText, signer.Body);
        Assert.Equal("""{"x":1,"model":"upstream-model","y":2}""", signer.Body);
        Assert.Equal("yes", request.Headers["x-signed"]);
    }

    [Fact]
    public async Task Send_BodyWithoutModel_SignerSeesWhatIsPutIn()
    {
        var signer = new TestSigner(readsBody: true);
        await using var reply = await _client.SendAsync(Calls.Of(Signed(signer), """ {"y":2}""") with { ModelSpan = default }, default);

        Assert.Equal(Assert.Single(_upstream.Requests).BodyText, signer.Body);
        Assert.Contains("upstream-model", signer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_SignerThatReadsNoBody_GetsNone()
    {
        var signer = new TestSigner(readsBody: false);
        await using var reply = await _client.SendAsync(Calls.Of(Signed(signer), """{"model":"asked"}"""), default);

        Assert.Equal("", signer.Body);
        Assert.Equal("yes", Assert.Single(_upstream.Requests).Headers["x-signed"]);
    }

    [Fact]
    public async Task Send_SignerFails_IsAFailureAndNothingIsSent()
    {
        var signer = new TestSigner(readsBody: false) { Failure = new UpstreamFailure(FailureKind.Authentication, 401, "no token") };
        await using var reply = await _client.SendAsync(Calls.Of(Signed(signer), """{"model":"asked"}"""), default);

        Assert.Equal((FailureKind.Authentication, 401, "no token"), (reply.Failure, reply.Status, reply.Reason));
        Assert.Empty(_upstream.Requests);
    }

    [Theory]
    [InlineData(401, 1)]
    [InlineData(403, 0)]
    [InlineData(200, 0)]
    public async Task Send_UpstreamRefusesTheCredentials_SignerIsTold(int status, int told)
    {
        _upstream.Enqueue(FakeReply.Json("{}", status));
        var signer = new TestSigner(readsBody: false);
        await using var reply = await _client.SendAsync(Calls.Of(Signed(signer), """{"model":"asked"}"""), default);

        Assert.Equal(told, signer.Refusals);
    }

    [Theory]
    [InlineData(Surface.GenerateContent)]
    [InlineData(Surface.Converse)]
    public async Task Send_ModelStandsInTheAddress_BodyIsSentAsItIs(Surface surface)
    {
        var deployment = Signed(new TestSigner(readsBody: false), new AnyPath(_upstream.Url));
        await using var reply = await _client.SendAsync(Calls.Of(deployment, """{"contents":[]}""", surface), default);

        Assert.Equal("""{"contents":[]}""", Assert.Single(_upstream.Requests).BodyText);
    }

    private Deployment Signed(RequestSigner signer, Providers.Profiles.UrlScheme? urls = null)
    {
        var deployment = Deployments.At(_upstream.ApiBase, key: null);
        var built = _client.EndpointOf(deployment);
        var endpoint = new UpstreamEndpoint
        {
            Owner = _client,
            Vendor = built.Vendor,
            Invoker = built.Invoker,
            Headers = built.Headers,
            Urls = urls ?? built.Urls,
            Signer = signer,
        };
        endpoint.Prepare(deployment.UpstreamModel);
        deployment.Upstream = endpoint;
        return deployment;
    }

    private sealed class AnyPath(string url) : Providers.Profiles.UrlScheme
    {
        public override Uri? For(string model, Surface surface, bool stream) => new($"{url}/{model}");
    }

    private sealed class TestSigner(bool readsBody) : RequestSigner
    {
        public string Body { get; private set; } = "not asked";

        public int Refusals { get; private set; }

        public UpstreamFailure? Failure { get; init; }

        public override bool ReadsBody => readsBody;

        public override ValueTask<UpstreamFailure?> ApplyAsync(HttpRequestMessage request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
        {
            Body = Encoding.UTF8.GetString(body.Span);
            request.Headers.TryAddWithoutValidation("x-signed", "yes");
            return new(Failure);
        }

        public override void OnRefused(HttpRequestMessage request) => Refusals++;
    }
}
