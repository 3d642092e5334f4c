using System.Net;
using System.Net.Sockets;
using System.Text;
using Fairlead.Providers.Http;
using Fairlead.Providers.Media;
using Fairlead.Providers.Translation;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Tests.Media;

/// <summary>Fetching what a client names, from a server that seems to be a public one.</summary>
public sealed class MediaFetcherTests : IAsyncLifetime, IDisposable
{
    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3];

    private FakeUpstream _server = null!;
    private UpstreamClient _client = null!;

    public async Task InitializeAsync()
    {
        _server = await FakeUpstream.StartAsync();
        _client = new UpstreamClient(new UpstreamClientOptions
        {
            Environment = _ => null,
            Resolver = (host, _) => Task.FromResult<IPAddress[]>([host == "inside.example" ? IPAddress.Parse("10.0.0.7") : IPAddress.Parse("8.8.8.8")]),
            Connector = ConnectAsync,
        });
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _client.Dispose();

    [Theory]
    [InlineData("image/png", "image/png")]
    [InlineData("application/octet-stream", "image/png")]
    public async Task Fetch_Picture_IsItsBytesAndType(string said, string type)
    {
        _server.Enqueue(FakeReply.Raw(said, Png));

        var fetched = await Fetch("http://pictures.example/a.png?sig=s");

        Assert.Null(fetched.Failure);
        Assert.Equal(type, fetched.MediaType);
        Assert.Equal(Convert.ToBase64String(Png), fetched.Base64.ToString());
        var request = Assert.Single(_server.Requests);
        Assert.Equal("GET", request.Method);
        Assert.False(request.Headers.ContainsKey("Authorization"));
    }

    [Theory]
    [InlineData("http://inside.example/a.png", "its address is not a public one")]
    [InlineData("http://127.0.0.1/a.png", "its address is not a public one")]
    [InlineData("http://169.254.169.254/latest/meta-data", "its address is not a public one")]
    [InlineData("http://[::1]/a.png", "its address is not a public one")]
    [InlineData("http://user:pw@pictures.example/a.png", "only http and https addresses without a user name are fetched")]
    [InlineData("file:///etc/passwd", "only http and https addresses without a user name are fetched")]
    [InlineData("a.png", "its address is not a URL")]
    public async Task Fetch_AddressNobodyMayCall_IsNotCalled(string url, string failure)
    {
        var fetched = await Fetch(url);

        Assert.Equal(failure, fetched.Failure);
        Assert.Empty(_server.Requests);
    }

    [Theory]
    [InlineData("http://inside.example/b.png", "its address is not a public one")]
    [InlineData("/b.png", null)]
    [InlineData("ftp://pictures.example/b.png", "only http and https addresses without a user name are fetched")]
    public async Task Fetch_Redirect_IsFollowedUnderTheSameRules(string location, string? failure)
    {
        _server.Enqueue(new FakeReply { Status = 302, Headers = [new("Location", location)] });
        _server.Enqueue(FakeReply.Raw("image/png", Png));

        Assert.Equal(failure, (await Fetch("http://pictures.example/a.png")).Failure);
    }

    [Fact]
    public async Task Fetch_RedirectsInACircle_Ends()
    {
        _server.Default = _ => new FakeReply { Status = 302, Headers = [new("Location", "/a.png")] };

        Assert.Equal("its server redirects too often", (await Fetch("http://pictures.example/a.png")).Failure);
        Assert.Equal(4, _server.Requests.Count);
    }

    [Theory]
    [InlineData(404, "image/png", "x", "its server answered with status 404")]
    [InlineData(200, "text/html", "<html>", "it is not a picture")]
    [InlineData(200, "image/png", "", "it is empty")]
    public async Task Fetch_NoPicture_SaysWhy(int status, string type, string body, string failure)
    {
        _server.Enqueue(FakeReply.Raw(type, Encoding.UTF8.GetBytes(body)) with { Status = status });

        Assert.Equal(failure, (await Fetch("http://pictures.example/a.png")).Failure);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Fetch_LargerThanAllowed_Stops(bool announced)
    {
        _server.Enqueue(FakeReply.Raw("image/png", new byte[600], new byte[600]) with { WithContentLength = announced });

        var fetched = await Fetch("http://pictures.example/a.png", 1024);

        Assert.Equal("the media of the request are larger than 0 MB together", fetched.Failure);
    }

    private Task<FetchedMedia> Fetch(string url, long most = 1 << 20) => _client.Media.FetchAsync(url, MediaKind.Image, new MediaBudget(most), default);

    private async ValueTask<Stream> ConnectAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        Assert.Equal("8.8.8.8", endPoint.Address.ToString());
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, _server.Port), cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
