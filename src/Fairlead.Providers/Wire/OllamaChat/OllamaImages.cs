using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OllamaChat;

/// <summary>Pictures, both ways: bare base64, of which the first letters tell what it is.</summary>
internal static class OllamaImages
{
    /// <summary>Reads one; null where it is no text.</summary>
    public static MediaPart? Read(JsonBody body, JsonElement image)
    {
        var text = body.Text(image);
        if (text.IsEmpty)
        {
            return null;
        }

        return DataUri.TryRead(text, out var type, out var base64)
            ? new MediaPart(MediaKind.Image) { MediaType = type, Base64 = base64 }
            : new MediaPart(MediaKind.Image) { MediaType = TypeOf(text.Span), Base64 = text };
    }

    /// <summary>Writes the pictures among parts; notes what has no place.</summary>
    public static void Write(IEnumerable<Part> parts, RequestTarget target, Utf8JsonWriter json)
    {
        var open = false;
        foreach (var media in parts.OfType<MediaPart>())
        {
            if (!IsWritten(media, target))
            {
                continue;
            }

            if (!open)
            {
                json.WriteStartArray("images"u8);
                open = true;
            }

            json.WriteStringValue(media.Base64.Span);
            if (media.Detail is not null)
            {
                target.LoseHint("detail", "Ollama has no place for it");
            }
        }

        if (open)
        {
            json.WriteEndArray();
        }
    }

    private static bool IsWritten(MediaPart media, RequestTarget target)
    {
        if (media is { Kind: MediaKind.Image, Base64.IsEmpty: false })
        {
            return true;
        }

        if (media.Text.IsEmpty)
        {
            target.LoseContent(media.Kind.ToString().ToLowerInvariant(), media.Kind == MediaKind.Image ? "Ollama takes pictures as bytes" : "Ollama takes text and pictures");
        }

        return false;
    }

    private static string TypeOf(ReadOnlySpan<byte> base64) =>
        base64.StartsWith("/9j/"u8) ? "image/jpeg"
        : base64.StartsWith("R0lGOD"u8) ? "image/gif"
        : base64.StartsWith("UklGR"u8) ? "image/webp"
        : "image/png";
}
