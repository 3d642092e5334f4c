namespace Fairlead.Providers.Http;

/// <summary>What kind of place an address leads to, as far as egress cares.</summary>
internal enum AddressKind
{
    /// <summary>A globally routed unicast address.</summary>
    Public,

    /// <summary>This machine (127.0.0.0/8, ::1).</summary>
    Loopback,

    /// <summary>A private or shared network (RFC 1918, RFC 6598, unique local, site local).</summary>
    Private,

    /// <summary>Link-local, a cloud's metadata service, or the unspecified address: nothing a name should lead to.</summary>
    Local,

    /// <summary>Multicast, broadcast, documentation and other reserved ranges: never a provider.</summary>
    Reserved,
}
