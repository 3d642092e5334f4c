using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.BedrockConverse;

/// <summary>Reads pictures, documents, videos and sound.</summary>
internal static class ConverseMediaReader
{
    /// <summary>Reads one; null where its source is none that other formats know (a document of several blocks).</summary>
    public static MediaPart? Read(JsonBody body, string name, JsonElement value, RawJson mark)
    {
        var kind = name switch
        {
            "image" => MediaKind.Image,
            "audio" => MediaKind.Audio,
            "video" => MediaKind.Video,
            _ => MediaKind.Document,
        };
        value.TryObject("source"u8, out var source);
        var bytes = body.Text(source, "bytes"u8);
        var text = body.Text(source, "text"u8);
        source.TryObject("s3Location"u8, out var location);
        var url = location.Text("uri"u8);
        if (bytes.IsEmpty && text.IsEmpty && url is null)
        {
            return null;
        }

        return new MediaPart(kind)
        {
            MediaType = ConverseFormats.MediaTypeOf(kind, value.Text("format"u8)),
            Name = value.Text("name"u8),
            Base64 = bytes,
            Text = text,
            Url = url,
            Citations = value.TryObject("citations"u8, out var citations) && citations.TryGetProperty("enabled"u8, out var enabled) && enabled.ValueKind == JsonValueKind.True,
            CacheControl = mark,
        };
    }
}
