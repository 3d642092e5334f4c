using System.Buffers.Binary;

namespace Fairlead.Providers.Streaming;

/// <summary>Headers of an AWS event stream's message: <c>[name's length u8][name][type u8][value]</c>.</summary>
internal static class EventStreamHeader
{
    /// <summary>The type of text, the only one that is written.</summary>
    private const byte Text = 7;

    /// <summary>Takes the first header off.</summary>
    /// <param name="headers">The headers; what follows the first when this returns.</param>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value; empty where it is no text.</param>
    /// <returns>False where it is cut off or of no known type.</returns>
    public static bool TryRead(scoped ref ReadOnlySpan<byte> headers, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        name = value = default;
        var nameLength = headers[0];
        if (headers.Length < nameLength + 2)
        {
            return false;
        }

        name = headers.Slice(1, nameLength);
        var type = headers[1 + nameLength];
        var rest = headers[(2 + nameLength)..];
        var start = 0;
        int length;
        switch (type)
        {
            case 0 or 1: // true, false
                length = 0;
                break;
            case 2: // a byte
                length = 1;
                break;
            case 3: // 16 bits
                length = 2;
                break;
            case 4: // 32 bits
                length = 4;
                break;
            case 5 or 8: // 64 bits, a time
                length = 8;
                break;
            case 6 or Text: // bytes, text
                if (rest.Length < 2)
                {
                    return false;
                }

                start = 2;
                length = BinaryPrimitives.ReadUInt16BigEndian(rest);
                break;
            case 9: // a UUID
                length = 16;
                break;
            default:
                return false;
        }

        if (rest.Length < start + length)
        {
            return false;
        }

        value = type == Text ? rest.Slice(start, length) : default;
        headers = rest[(start + length)..];
        return true;
    }

    /// <summary>The bytes of a header that is text.</summary>
    public static int LengthOf(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => 4 + name.Length + value.Length;

    /// <summary>Writes a header that is text.</summary>
    /// <param name="to">Where; what is left of it when this returns.</param>
    /// <param name="name">Its name, up to 255 bytes.</param>
    /// <param name="value">Its value.</param>
    public static void Write(ref Span<byte> to, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        to[0] = (byte)name.Length;
        name.CopyTo(to[1..]);
        to[1 + name.Length] = Text;
        BinaryPrimitives.WriteUInt16BigEndian(to[(2 + name.Length)..], (ushort)value.Length);
        value.CopyTo(to[(4 + name.Length)..]);
        to = to[LengthOf(name, value)..];
    }
}
