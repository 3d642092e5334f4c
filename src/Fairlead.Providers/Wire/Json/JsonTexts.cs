using System.Text.Json;

namespace Fairlead.Providers.Wire.Json;

/// <summary>Texts that may be JSON: what models write as arguments, what tools give back.</summary>
internal static class JsonTexts
{
    /// <summary>Whether a text is a JSON object, whole and with nothing behind it.</summary>
    public static bool IsObject(ReadOnlySpan<byte> text)
    {
        if (text.IndexOfAnyExcept(" \t\r\n"u8) is not (>= 0 and var start) || text[start] != (byte)'{')
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(text);
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            // Cut off, or no JSON at all.
            return false;
        }
    }
}
