using System.Text.Json;

namespace Fairlead.Gateway.PassThrough;

/// <summary>Which model a call of a vendor's own API names: in its path, as Google's, Amazon's and Azure's do, or in its body, as the others'.</summary>
internal static class CalledModel
{
    /// <summary>Longer names are nobody's.</summary>
    private const int MaxLength = 256;

    /// <summary>Reads it.</summary>
    /// <param name="path">The path behind the vendor's name.</param>
    /// <param name="body">The body, where it is JSON and read; empty otherwise.</param>
    /// <returns>The model; null where the call names none.</returns>
    public static string? Of(string path, ReadOnlySpan<byte> body) => (OfPath(path) ?? OfBody(body)) is { Length: > 0 and <= MaxLength } model ? model : null;

    private static string? OfPath(string path)
    {
        var parts = path.Split('/');
        for (var i = 0; i + 1 < parts.Length; i++)
        {
            // /models/{model}:generateContent, /model/{model}/converse, /deployments/{model}/chat/completions
            var named = Uri.UnescapeDataString(parts[i + 1]);
            if (parts[i] == "models" && named.LastIndexOf(':') is > 0 and var colon)
            {
                return named[..colon];
            }

            if (parts[i] is "model" or "deployments" && i + 2 < parts.Length && named.Length > 0)
            {
                return named;
            }
        }

        return null;
    }

    private static string? OfBody(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName)
                {
                    continue;
                }

                var isModel = reader.ValueTextEquals("model"u8);
                reader.Read();
                if (isModel)
                {
                    return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                }

                reader.Skip();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON: the vendor judges it.
        }

        return null;
    }
}
