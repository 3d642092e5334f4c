using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.CohereChat;

/// <summary>Reads a message's content: a text, or parts.</summary>
internal static class CohereContent
{
    public static void Read(JsonBody body, JsonElement message, List<Part> parts, string at)
    {
        if (!message.TryGetProperty("content"u8, out var content) || content.ValueKind == JsonValueKind.Null)
        {
            return;
        }

        if (content.ValueKind == JsonValueKind.String)
        {
            Add(parts, new TextPart(body.Text(content)));
            return;
        }

        foreach (var item in content.Items(at + ".content"))
        {
            Add(parts, Part(body, item, at + ".content"));
        }
    }

    private static Part Part(JsonBody body, JsonElement item, string at)
    {
        switch (item.Text("type"u8))
        {
            case "text":
                return new TextPart(body.Text(item, "text"u8));
            case "thinking":
                return new ReasoningPart(body.Text(item, "thinking"u8));
            case "image_url":
                return Image(body, item, at);
            case "document" when item.TryObject("document"u8, out var document):
                return CohereDocuments.Read(body, document);
            case "document":
                throw new WireException($"a document of '{at}' has no 'document'", at);
            case { } type:
                throw new WireException($"'{at}' has a part of type '{type}'; text, image_url, thinking and document are types", at);
            default:
                throw new WireException($"'{at}' has a part without 'type'", at);
        }
    }

    private static MediaPart Image(JsonBody body, JsonElement item, string at)
    {
        item.TryObject("image_url"u8, out var image);
        var url = body.Text(image, "url"u8);
        if (url.IsEmpty)
        {
            throw new WireException($"an image of '{at}' has no 'image_url.url'", at);
        }

        return DataUri.TryRead(url, out var type, out var base64)
            ? new MediaPart(MediaKind.Image) { MediaType = type, Base64 = base64, Detail = image.Text("detail"u8) }
            : new MediaPart(MediaKind.Image) { Url = url.ToString(), Detail = image.Text("detail"u8) };
    }

    // An assistant that only calls tools is often sent with an empty text.
    private static void Add(List<Part> parts, Part part)
    {
        if (part is not (TextPart { Text.IsEmpty: true } or ReasoningPart { Text.IsEmpty: true }))
        {
            parts.Add(part);
        }
    }
}
