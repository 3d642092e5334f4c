using System.Net;
using System.Net.Sockets;

namespace Fairlead.Providers.Http;

/// <summary>Resolves a name to addresses.</summary>
internal delegate Task<IPAddress[]> HostResolver(string host, CancellationToken cancellationToken);

/// <summary>Opens a connection to an address.</summary>
internal delegate ValueTask<Stream> EndPointConnector(IPEndPoint endPoint, CancellationToken cancellationToken);

/// <summary>
/// The one way out. Every new connection resolves its name, checks every address, and connects to an address that was checked,
/// so that no second answer of the resolver can lead elsewhere.
/// </summary>
/// <param name="configured">
/// Whether the base URL was set by the operator, who may mean a private network or this machine; a vendor's own host may not lead there.
/// </param>
/// <param name="resolve">The resolver.</param>
/// <param name="connect">The connector.</param>
internal sealed class Dialer(bool configured, HostResolver resolve, EndPointConnector connect)
{
    /// <summary>
    /// Time for one address while others are left: well above any healthy handshake, and two tries still fit the connect timeout.
    /// </summary>
    private static readonly TimeSpan AddressTimeout = TimeSpan.FromSeconds(5);

    public static HostResolver SystemResolver { get; } = static (host, cancellationToken) => Dns.GetHostAddressesAsync(host, cancellationToken);

    public static EndPointConnector SystemConnector { get; } = ConnectSocketAsync;

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    public ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken) =>
        ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancellationToken);

    public async ValueTask<Stream> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        var literal = IPAddress.TryParse(host, out var address);
        var addresses = literal ? [address!] : await resolve(host, cancellationToken).ConfigureAwait(false);
        var allowed = Allowed(addresses, literal);

        Exception? last = null;
        for (var i = 0; i < allowed.Count; i++)
        {
            try
            {
                return await ConnectOneAsync(new IPEndPoint(allowed[i], port), i < allowed.Count - 1, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is SocketException or TimeoutException)
            {
                // The next address may answer.
                last = e;
            }
        }

        throw last ?? new SocketException((int)SocketError.NoData);
    }

    /// <summary>Whether a connection to such an address is allowed.</summary>
    internal bool IsAllowed(AddressKind kind, bool literal) => kind switch
    {
        AddressKind.Public => true,
        AddressKind.Loopback or AddressKind.Private => configured,
        AddressKind.Local => configured && literal,
        _ => false,
    };

    private List<IPAddress> Allowed(IPAddress[] addresses, bool literal)
    {
        var allowed = new List<IPAddress>(addresses.Length);
        var refused = AddressKind.Public;
        foreach (var address in addresses)
        {
            var kind = AddressRules.KindOf(address);
            if (IsAllowed(kind, literal))
            {
                allowed.Add(address);
            }
            else
            {
                refused = kind;
            }
        }

        if (allowed.Count == 0 && refused != AddressKind.Public)
        {
            throw new EgressRefusedException(refused switch
            {
                AddressKind.Loopback or AddressKind.Private => "egress refused: the vendor's host name leads to a private address",
                AddressKind.Local => "egress refused: the host leads to a link-local or metadata address that api_base does not name",
                _ => "egress refused: the host leads to a reserved address",
            });
        }

        return allowed;
    }

    private async ValueTask<Stream> ConnectOneAsync(IPEndPoint endPoint, bool othersLeft, CancellationToken cancellationToken)
    {
        if (!othersLeft)
        {
            return await connect(endPoint, cancellationToken).ConfigureAwait(false);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(AddressTimeout);
        try
        {
            return await connect(endPoint, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("no answer from the address", e);
        }
    }

    private static async ValueTask<Stream> ConnectSocketAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
