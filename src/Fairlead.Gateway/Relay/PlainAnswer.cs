using System.Text.Json;

namespace Fairlead.Gateway.Relay;

/// <summary>What can be told from a whole, unstreamed answer without reading its content.</summary>
internal static class PlainAnswer
{
    /// <summary>Whether a body with status 200 can be an answer: JSON, and not an error in disguise.</summary>
    public static bool IsAnswer(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, isFinalBlock: false, default);
        try
        {
            if (!reader.Read())
            {
                return false;
            }

            if (reader.TokenType == JsonTokenType.StartArray)
            {
                return true;
            }

            // Vendors that answer 200 with an error put nothing before it.
            var disguised = reader.TokenType != JsonTokenType.StartObject
                || (reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("error"u8) && reader.Read() && reader.TokenType != JsonTokenType.Null);
            return !disguised;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
