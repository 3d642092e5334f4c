using System.Buffers;
using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.BedrockConverse;

/// <summary>A request's metadata as <c>requestMetadata</c>, by which invocation logs are filtered.</summary>
internal static class ConverseMetadata
{
    // By the API's model: 16 pairs at most, 256 characters of these.
    private const int MaxPairs = 16;
    private const int MaxLength = 256;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 \t\r\n:_@$#=/+,-.");

    public static void Write(RawJson metadata, RequestTarget target, Utf8JsonWriter json)
    {
        using var document = JsonBody.Document(metadata.Memory);
        var count = 0;
        if (document.RootElement.ValueKind == JsonValueKind.Object)
        {
            foreach (var pair in document.RootElement.EnumerateObject())
            {
                if (count < MaxPairs && pair.Name.Length > 0 && pair.Value.ValueKind == JsonValueKind.String && Fits(pair.Name) && pair.Value.GetString() is { } value && Fits(value))
                {
                    if (count++ == 0)
                    {
                        json.WriteStartObject("requestMetadata"u8);
                    }

                    json.WriteString(pair.Name, value);
                }
                else
                {
                    target.LoseHint("metadata", "Bedrock keeps up to 16 pairs of short texts without special characters");
                }
            }
        }

        if (count > 0)
        {
            json.WriteEndObject();
        }
    }

    private static bool Fits(string text) => text.Length <= MaxLength && text.AsSpan().IndexOfAnyExcept(Allowed) < 0;
}
