using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Fairlead.Providers.Http;

/// <summary>Sorts addresses by the special-purpose registries of IANA (RFC 6890 and its updates).</summary>
internal static class AddressRules
{
    /// <summary>What kind of place an address leads to. An IPv4 address inside an IPv6 one counts as that IPv4 address.</summary>
    public static AddressKind KindOf(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (!address.TryWriteBytes(bytes, out var length))
        {
            return AddressKind.Reserved;
        }

        return address.AddressFamily switch
        {
            AddressFamily.InterNetwork when length == 4 => OfV4(BinaryPrimitives.ReadUInt32BigEndian(bytes)),
            AddressFamily.InterNetworkV6 when length == 16 => OfV6(bytes),
            _ => AddressKind.Reserved,
        };
    }

    private static AddressKind OfV4(uint a)
    {
        return (a >> 24) switch
        {
            0 => a == 0 ? AddressKind.Local : AddressKind.Reserved,      // 0.0.0.0, "this network"
            10 => AddressKind.Private,                                   // 10/8
            100 when Within(a, 100, 100, 100, 200, 32) => AddressKind.Local, // Alibaba's metadata service
            100 when Within(a, 100, 64, 0, 0, 10) => AddressKind.Private, // carrier-grade NAT, also overlay networks
            127 => AddressKind.Loopback,
            168 when Within(a, 168, 63, 129, 16, 32) => AddressKind.Local, // Azure's host agent
            169 when Within(a, 169, 254, 0, 0, 16) => AddressKind.Local, // link-local, metadata services
            172 when Within(a, 172, 16, 0, 0, 12) => AddressKind.Private,
            192 when Within(a, 192, 0, 0, 192, 32) => AddressKind.Local, // Oracle's metadata service
            192 when Within(a, 192, 168, 0, 0, 16) => AddressKind.Private,
            192 when Within(a, 192, 0, 0, 0, 24) => AddressKind.Reserved, // protocol assignments
            192 when Within(a, 192, 0, 2, 0, 24) => AddressKind.Reserved, // documentation
            192 when Within(a, 192, 88, 99, 0, 24) => AddressKind.Reserved, // 6to4 relays
            198 when Within(a, 198, 18, 0, 0, 15) => AddressKind.Private, // benchmarking networks
            198 when Within(a, 198, 51, 100, 0, 24) => AddressKind.Reserved, // documentation
            203 when Within(a, 203, 0, 113, 0, 24) => AddressKind.Reserved, // documentation
            >= 224 => AddressKind.Reserved,                              // multicast, reserved, broadcast
            _ => AddressKind.Public,
        };
    }

    private static AddressKind OfV6(ReadOnlySpan<byte> b)
    {
        var high = BinaryPrimitives.ReadUInt64BigEndian(b);
        var low = BinaryPrimitives.ReadUInt64BigEndian(b[8..]);
        var last = (uint)low;

        if (high == 0)
        {
            return (low >> 32) switch
            {
                0xFFFF => OfV4(last),                                    // ::ffff:a.b.c.d, mapped
                0 when low == 0 => AddressKind.Local,                    // ::
                0 when low == 1 => AddressKind.Loopback,                 // ::1
                0 => OfV4(last),                                         // ::a.b.c.d, the old compatible form
                0xFFFF_0000 => OfV4(last),                               // ::ffff:0:a.b.c.d, translated (RFC 2765)
                _ => AddressKind.Reserved,
            };
        }

        if (high == 0x0064_FF9B_0000_0000 && low >> 32 == 0)
        {
            return OfV4(last);                                           // 64:ff9b::/96, NAT64
        }

        if (high == 0xFD00_0EC2_0000_0000 && low == 0x254)
        {
            return AddressKind.Local;                                    // fd00:ec2::254, Amazon's metadata service
        }

        if (high == 0xFD20_00CE_0000_0000 && low == 0x254)
        {
            return AddressKind.Local;                                    // fd20:ce::254, Google's metadata service
        }

        return (high >> 48) switch
        {
            0x0064 => AddressKind.Private,                               // 64:ff9b:1::/48, a network's own NAT64
            0x2002 => OfV4((uint)(high >> 16)),                          // 6to4
            0x2001 when (high >> 32 & 0xFFFF) < 0x0200 => AddressKind.Reserved, // 2001::/23: Teredo, ORCHID, benchmarking
            0x2001 when (high >> 32 & 0xFFFF) == 0x0DB8 => AddressKind.Reserved, // documentation
            0x3FFF => AddressKind.Reserved,                              // 3fff::/20 and its neighbours, documentation
            >= 0x2000 and < 0x4000 => AddressKind.Public,                // 2000::/3, all that is given out
            >= 0xFC00 and < 0xFE00 => AddressKind.Private,               // unique local
            >= 0xFE80 and < 0xFEC0 => AddressKind.Local,                 // link-local
            >= 0xFEC0 and < 0xFF00 => AddressKind.Private,               // site local, old
            _ => AddressKind.Reserved,
        };
    }

    private static bool Within(uint address, byte a, byte b, byte c, byte d, int prefix)
    {
        var network = (uint)(a << 24 | b << 16 | c << 8 | d);
        return (address ^ network) >> (32 - prefix) == 0;
    }
}
