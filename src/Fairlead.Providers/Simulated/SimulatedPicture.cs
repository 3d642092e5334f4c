using System.Buffers.Binary;
using System.IO.Compression;
using Fairlead.Providers.Streaming;

namespace Fairlead.Providers.Simulated;

/// <summary>A picture of one colour, as a PNG (ISO/IEC 15948).</summary>
internal static class SimulatedPicture
{
    /// <summary>Pixels of a side: enough for a decoder, and some hundred bytes.</summary>
    private const int Side = 8;

    private const int BytesPerPixel = 3;

    /// <summary>Makes one.</summary>
    /// <param name="seed">Picks the colour.</param>
    public static byte[] Png(ulong seed)
    {
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, Side);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], Side);
        // 8 bits a channel, true colour; deflate, no filters, not interlaced.
        header[8] = 8;
        header[9] = 2;

        // Each row begins with its filter's number, 0.
        var pixels = new byte[Side * (1 + (Side * BytesPerPixel))];
        for (var i = 0; i < pixels.Length; i++)
        {
            var inRow = i % (1 + (Side * BytesPerPixel));
            pixels[i] = inRow == 0 ? (byte)0 : (byte)(seed >> (8 * ((inRow - 1) % BytesPerPixel)));
        }

        using var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            deflate.Write(pixels);
        }

        using var png = new MemoryStream();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        Chunk(png, "IHDR"u8, header);
        Chunk(png, "IDAT"u8, packed.ToArray());
        Chunk(png, "IEND"u8, default);
        return png.ToArray();
    }

    private static void Chunk(MemoryStream png, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        png.Write(name);
        png.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Of([.. name, .. data]));
        png.Write(number);
    }
}
