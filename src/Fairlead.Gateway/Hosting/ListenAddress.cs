using System.Net;
using System.Net.Sockets;

namespace Fairlead.Gateway.Hosting;

/// <summary>Addresses to listen on.</summary>
/// <param name="Addresses">The addresses.</param>
/// <param name="IsLocal">Only this machine reaches them.</param>
internal sealed record ListenAddress(IReadOnlyList<IPAddress> Addresses, bool IsLocal)
{
    /// <summary>Reads an IP address, <c>localhost</c> or <c>*</c>. Names are not looked up: what they mean may change under a server.</summary>
    /// <exception cref="GatewayStartException">It is none of them.</exception>
    public static ListenAddress Parse(string host) => host switch
    {
        "localhost" => new([IPAddress.Loopback], true),
        "*" => new([Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any], false),
        _ when IPAddress.TryParse(host, out var address) => new([address], IPAddress.IsLoopback(address)),
        _ => throw new GatewayStartException($"'{host}' is not an address to listen on; write an IP address, localhost, or * for all."),
    };
}
