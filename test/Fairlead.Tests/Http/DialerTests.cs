using System.Net;
using System.Net.Sockets;
using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Providers.Http;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Tests.Http;

public sealed class DialerTests
{
    private readonly List<IPEndPoint> _connected = [];

    [Theory]
    [InlineData(true, "10.0.0.5", true)]
    [InlineData(true, "127.0.0.1", true)]
    [InlineData(true, "8.8.8.8", true)]
    [InlineData(true, "169.254.169.254", false)]
    [InlineData(true, "fd00:ec2::254", false)]
    [InlineData(true, "0.0.0.0", false)]
    [InlineData(true, "224.0.0.1", false)]
    [InlineData(false, "8.8.8.8", true)]
    [InlineData(false, "10.0.0.5", false)]
    [InlineData(false, "127.0.0.1", false)]
    [InlineData(false, "::ffff:10.0.0.5", false)]
    [InlineData(false, "169.254.169.254", false)]
    public async Task Connect_Name_GoesWhereItMay(bool configured, string address, bool allowed)
    {
        var dialer = Dialer(configured, address);
        if (allowed)
        {
            await using var stream = await dialer.ConnectAsync("api.example", 443, default);
            Assert.Equal(new IPEndPoint(IPAddress.Parse(address), 443), Assert.Single(_connected));
        }
        else
        {
            await Assert.ThrowsAsync<EgressRefusedException>(async () => await dialer.ConnectAsync("api.example", 443, default));
            Assert.Empty(_connected);
        }
    }

    [Theory]
    [InlineData("169.254.169.254", true)]
    [InlineData("fd00:ec2::254", true)]
    [InlineData("0.0.0.0", true)]
    [InlineData("224.0.0.1", false)]
    public async Task Connect_LiteralTheOperatorWrote_IsMeant(string address, bool allowed)
    {
        var dialer = new Dialer(true, (_, _) => throw new InvalidOperationException("A literal needs no resolver."), Connect);
        if (allowed)
        {
            await using var stream = await dialer.ConnectAsync(address, 80, default);
            Assert.Single(_connected);
        }
        else
        {
            await Assert.ThrowsAsync<EgressRefusedException>(async () => await dialer.ConnectAsync(address, 80, default));
        }
    }

    [Fact]
    public async Task Connect_MixedAnswer_OnlyTheAllowedAddressIsTried()
    {
        await using var stream = await Dialer(false, "10.0.0.1", "169.254.169.254", "8.8.4.4").ConnectAsync("api.example", 443, default);

        Assert.Equal(IPAddress.Parse("8.8.4.4"), Assert.Single(_connected).Address);
    }

    [Fact]
    public async Task Connect_FirstAddressRefuses_TheNextIsTried()
    {
        var tried = new List<IPAddress>();
        var dialer = new Dialer(false, Resolver("8.8.8.8", "8.8.4.4"), (endPoint, _) =>
        {
            tried.Add(endPoint.Address);
            return tried.Count == 1 ? throw new SocketException((int)SocketError.ConnectionRefused) : ValueTask.FromResult<Stream>(new MemoryStream());
        });
        await using var stream = await dialer.ConnectAsync("api.example", 443, default);

        Assert.Equal([IPAddress.Parse("8.8.8.8"), IPAddress.Parse("8.8.4.4")], tried);
    }

    [Fact]
    public async Task Connect_EveryConnection_IsResolvedAndCheckedAnew()
    {
        var answers = new Queue<string>(["8.8.8.8", "127.0.0.1"]);
        var dialer = new Dialer(false, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(answers.Dequeue())]), Connect);
        await using var stream = await dialer.ConnectAsync("api.example", 443, default);

        await Assert.ThrowsAsync<EgressRefusedException>(async () => await dialer.ConnectAsync("api.example", 443, default));
    }

    [Fact]
    public async Task Send_VendorsHostThatLeadsInward_IsRefusedAsAValue()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        using var client = new UpstreamClient(new UpstreamClientOptions { Environment = _ => null, Resolver = Resolver("127.0.0.1") });
        var deployment = Deployments.Of("openai", "gpt-4o", new DeploymentParams { Model = "", ApiKey = new Secret("k") });
        await using var reply = await client.SendAsync(Calls.Chat(deployment), default);

        Assert.Equal(FailureKind.Connection, reply.Failure);
        Assert.Equal("egress refused: the vendor's host name leads to a private address", reply.Reason);
        Assert.Empty(upstream.Requests);
    }

    [Fact]
    public async Task Send_OperatorsHostName_MayLeadInward()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        using var client = new UpstreamClient(new UpstreamClientOptions { Environment = _ => null, Resolver = Resolver("127.0.0.1") });
        await using var reply = await client.SendAsync(Calls.Chat(Deployments.At($"http://engine.internal:{upstream.Port}/v1")), default);

        Assert.Equal(FailureKind.None, reply.Failure);
        Assert.Equal($"engine.internal:{upstream.Port}", Assert.Single(upstream.Requests).Headers["Host"]);
    }

    [Fact]
    public async Task Send_NameThatIsNotFound_IsAConnectionFailure()
    {
        using var client = new UpstreamClient(new UpstreamClientOptions
        {
            Environment = _ => null,
            Resolver = (_, _) => throw new SocketException((int)SocketError.HostNotFound),
        });
        await using var reply = await client.SendAsync(Calls.Chat(Deployments.At("http://nowhere.internal/v1")), default);

        Assert.Equal(FailureKind.Connection, reply.Failure);
        Assert.Equal("host name not found", reply.Reason);
    }

    [Fact]
    public async Task Send_ConnectionThatIsNeverMade_IsATimeout()
    {
        using var client = new UpstreamClient(new UpstreamClientOptions
        {
            Environment = _ => null,
            ConnectTimeout = TimeSpan.FromMilliseconds(50),
            Connector = async (_, cancellationToken) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                return Stream.Null;
            },
        });
        await using var reply = await client.SendAsync(Calls.Chat(Deployments.At("http://10.1.2.3/v1")), default);

        Assert.Equal(FailureKind.Timeout, reply.Failure);
        Assert.Equal("no connection within the connect timeout", reply.Reason);
    }

    private Dialer Dialer(bool configured, params string[] addresses) => new(configured, Resolver(addresses), Connect);

    private static HostResolver Resolver(params string[] addresses) => (_, _) => Task.FromResult(addresses.Select(IPAddress.Parse).ToArray());

    private ValueTask<Stream> Connect(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        _connected.Add(endPoint);
        return ValueTask.FromResult<Stream>(new MemoryStream());
    }
}
