using System.Text;
using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Wire.Json;

/// <summary>A <c>data:</c> URI's parts (RFC 2397), as far as models use it: base64 with a media type.</summary>
internal static class DataUri
{
    /// <summary>Takes one apart.</summary>
    /// <returns>False where it is none, or not in base64.</returns>
    public static bool TryRead(Utf8Text uri, out string mediaType, out Utf8Text base64)
    {
        mediaType = "";
        base64 = default;
        var span = uri.Span;
        if (!span.StartsWith("data:"u8))
        {
            return false;
        }

        var comma = span.IndexOf((byte)',');
        if (comma < 0)
        {
            return false;
        }

        var head = span["data:"u8.Length..comma];
        if (!head.EndsWith(";base64"u8))
        {
            return false;
        }

        var parameters = head.IndexOf((byte)';');
        mediaType = Encoding.ASCII.GetString(head[..parameters]);
        base64 = new Utf8Text(uri.Memory[(comma + 1)..]);
        return true;
    }

    /// <summary>Puts one together.</summary>
    public static byte[] Write(string mediaType, Utf8Text base64) =>
        [.. "data:"u8, .. Encoding.ASCII.GetBytes(mediaType), .. ";base64,"u8, .. base64.Span];
}
