using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.AnthropicMessages;

/// <summary>Reads pictures and documents.</summary>
internal static class MessagesMediaReader
{
    /// <summary>Reads one; null where its source is none that other formats know (blocks that hold more than text).</summary>
    public static MediaPart? Read(JsonBody body, JsonElement block, RawJson mark)
    {
        if (!block.TryObject("source"u8, out var source))
        {
            return null;
        }

        var type = source.Text("type"u8);
        var data = body.Text(source, "data"u8);
        var text = type switch
        {
            "text" => data,
            "content" => Joined(body, source),
            _ => default,
        };
        var base64 = type == "base64" ? data : default;
        var url = type == "url" ? source.Text("url"u8) : null;
        var file = type == "file" ? source.Text("file_id"u8) : null;
        if (text.IsEmpty && base64.IsEmpty && url is null && file is null)
        {
            return null;
        }

        return new MediaPart(block.Text("type"u8) == "image" ? MediaKind.Image : MediaKind.Document)
        {
            MediaType = source.Text("media_type"u8),
            Text = text,
            Base64 = base64,
            Url = url,
            FileId = file,
            Name = block.Text("title"u8),
            Citations = block.TryObject("citations"u8, out var citations) && citations.TryGetProperty("enabled"u8, out var enabled) && enabled.ValueKind == JsonValueKind.True,
            CacheControl = mark,
        };
    }

    // A document of a single text block is a text; citations of several count its blocks, which nobody else does.
    private static Utf8Text Joined(JsonBody body, JsonElement source)
    {
        if (!source.TryGetProperty("content"u8, out var content))
        {
            return default;
        }

        return content.ValueKind == JsonValueKind.Array
            ? content.GetArrayLength() == 1 && content[0].Text("type"u8) == "text" ? body.Text(content[0], "text"u8) : default
            : body.Text(content);
    }
}
