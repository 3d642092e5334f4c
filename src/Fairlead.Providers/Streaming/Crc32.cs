using System.Buffers.Binary;

namespace Fairlead.Providers.Streaming;

/// <summary>The CRC-32 of IEEE 802.3 (that of zlib and Ethernet), which guards the frames of an AWS event stream.</summary>
/// <remarks>The runtime has it in a package of its own only. Eight bytes a step, by eight tables: each byte of a stream is summed up once on the event's path.</remarks>
internal static class Crc32
{
    /// <summary>The polynomial of IEEE 802.3, bits reversed.</summary>
    private const uint Polynomial = 0xEDB88320;

    private const int Step = 8;

    private static readonly uint[] Tables = Build();

    /// <summary>The checksum of these bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var tables = Tables;
        var crc = uint.MaxValue;
        while (bytes.Length >= Step)
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = tables[(7 * 256) + (byte)low]
                ^ tables[(6 * 256) + (byte)(low >> 8)]
                ^ tables[(5 * 256) + (byte)(low >> 16)]
                ^ tables[(4 * 256) + (byte)(low >> 24)]
                ^ tables[(3 * 256) + (byte)high]
                ^ tables[(2 * 256) + (byte)(high >> 8)]
                ^ tables[256 + (byte)(high >> 16)]
                ^ tables[(byte)(high >> 24)];
            bytes = bytes[Step..];
        }

        foreach (var b in bytes)
        {
            crc = tables[(byte)(crc ^ b)] ^ (crc >> 8);
        }

        return ~crc;
    }

    // Table n says what a byte does to the checksum that n more bytes follow.
    private static uint[] Build()
    {
        var tables = new uint[Step * 256];
        for (var i = 0u; i < 256; i++)
        {
            var crc = i;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ Polynomial : crc >> 1;
            }

            tables[i] = crc;
        }

        for (var i = 256; i < tables.Length; i++)
        {
            var before = tables[i - 256];
            tables[i] = tables[(byte)before] ^ (before >> 8);
        }

        return tables;
    }
}
