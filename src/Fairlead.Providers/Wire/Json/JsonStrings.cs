using System.Runtime.InteropServices;
using System.Text.Json;

namespace Fairlead.Providers.Wire.Json;

/// <summary>Strings of a parsed document as UTF-8, without a <see cref="string"/> in between.</summary>
internal static class JsonStrings
{
    /// <summary>A quoted string's text, in an array of its own.</summary>
    /// <exception cref="WireException">It holds half of a surrogate pair.</exception>
    public static byte[] Unescape(ReadOnlySpan<byte> quoted)
    {
        var buffer = new byte[quoted.Length];
        return buffer[..Unescape(quoted, buffer)];
    }

    /// <summary>A string's text.</summary>
    /// <param name="element">The string; anything else is empty.</param>
    /// <param name="scratch">Where it is put when it has escapes; grown where needed.</param>
    /// <returns>The text; gone with the document, or with the next use of the scratch.</returns>
    public static ReadOnlySpan<byte> Utf8(JsonElement element, ref byte[] scratch)
    {
        if (element.ValueKind != JsonValueKind.String)
        {
            return default;
        }

        return Utf8(JsonMarshal.GetRawUtf8Value(element), ref scratch);
    }

    /// <summary>The text of a string that stands between its quotes.</summary>
    /// <param name="quoted">The string, valid JSON.</param>
    /// <param name="scratch">Where it is put when it has escapes; grown where needed.</param>
    public static ReadOnlySpan<byte> Utf8(ReadOnlySpan<byte> quoted, ref byte[] scratch)
    {
        if (!quoted.Contains((byte)'\\'))
        {
            return quoted[1..^1];
        }

        if (scratch.Length < quoted.Length)
        {
            scratch = new byte[Math.Max(quoted.Length, 2 * scratch.Length)];
        }

        return scratch.AsSpan(0, Unescape(quoted, scratch));
    }

    private static int Unescape(ReadOnlySpan<byte> quoted, Span<byte> to)
    {
        var reader = new Utf8JsonReader(quoted);
        try
        {
            reader.Read();
            return reader.CopyString(to);
        }
        catch (InvalidOperationException)
        {
            throw new WireException("a string holds half of a surrogate pair, which is no text");
        }
    }
}
