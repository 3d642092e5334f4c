using System.Text.Json;
using Fairlead.Attempts;

namespace Fairlead.Gateway.Relay;

/// <summary>What can be told from a whole, unstreamed answer without reading its content.</summary>
internal static class PlainAnswer
{
    /// <summary>Whether a body with status 200 can be an answer: JSON, and not an error in disguise.</summary>
    public static FailureKind Check(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, isFinalBlock: false, default);
        try
        {
            if (!reader.Read())
            {
                return FailureKind.MalformedResponse;
            }

            if (reader.TokenType == JsonTokenType.StartArray)
            {
                return FailureKind.None;
            }

            // Vendors that answer 200 with an error put nothing before it.
            var disguised = reader.TokenType != JsonTokenType.StartObject
                || (reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("error"u8) && reader.Read() && reader.TokenType != JsonTokenType.Null);
            return disguised ? FailureKind.MalformedResponse : FailureKind.None;
        }
        catch (JsonException)
        {
            return FailureKind.MalformedResponse;
        }
    }

    /// <summary>Reads <c>usage</c>, which stands near the end: found from behind, so that the content is not walked.</summary>
    public static (int Input, int Output) Usage(ReadOnlySpan<byte> body)
    {
        var at = body.LastIndexOf("\"usage\""u8);
        if (at < 0)
        {
            return default;
        }

        var rest = body[(at + "\"usage\""u8.Length)..].TrimStart(" \t\r\n"u8);
        if (rest.IsEmpty || rest[0] != (byte)':')
        {
            return default;
        }

        var (input, output) = (0, 0);
        var reader = new Utf8JsonReader(rest[1..], isFinalBlock: false, default);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return default;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var prompt = reader.ValueTextEquals("prompt_tokens"u8);
                var completion = reader.ValueTextEquals("completion_tokens"u8);
                if (!reader.Read())
                {
                    break;
                }

                if (prompt && reader.TokenType == JsonTokenType.Number)
                {
                    _ = reader.TryGetInt32(out input);
                }
                else if (completion && reader.TokenType == JsonTokenType.Number)
                {
                    _ = reader.TryGetInt32(out output);
                }

                if (!reader.TrySkip())
                {
                    break;
                }
            }
        }
        catch (JsonException)
        {
            // Not a usage; the answer is the client's to judge.
        }

        return (input, output);
    }
}
