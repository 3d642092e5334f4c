using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary>Reads a message's content: a text, or parts.</summary>
internal static class ChatPartReader
{
    /// <summary>Reads it.</summary>
    /// <param name="body">The body.</param>
    /// <param name="message">The message.</param>
    /// <param name="parts">Gets the parts.</param>
    /// <param name="at">Where the message stands, for errors.</param>
    /// <param name="markLast">A <c>cache_control</c> of the message itself is its last part's (LiteLLM).</param>
    /// <param name="isAssistant">Thoughts may be among the parts.</param>
    public static void Content(JsonBody body, JsonElement message, List<Part> parts, string at, bool markLast = true, bool isAssistant = false)
    {
        if (!message.TryGetProperty("content"u8, out var content) || content.ValueKind == JsonValueKind.Null)
        {
            return;
        }

        var mark = markLast ? body.Raw(message, "cache_control"u8) : default;
        if (content.ValueKind == JsonValueKind.String)
        {
            // An assistant that only calls tools is often sent with an empty text.
            if (body.Text(content) is { IsEmpty: false } text)
            {
                parts.Add(new TextPart(text) { CacheControl = mark });
            }

            return;
        }

        var left = content.ValueKind == JsonValueKind.Array
            ? content.GetArrayLength()
            : throw new WireException($"'{at}.content' must be a text or a list of parts", at + ".content");
        foreach (var item in content.EnumerateArray())
        {
            var own = body.Raw(item, "cache_control"u8);
            parts.Add(Read(body, item, --left == 0 && own.IsEmpty ? mark : own, at + ".content", isAssistant));
        }
    }

    private static Part Read(JsonBody body, JsonElement item, RawJson mark, string at, bool isAssistant)
    {
        switch (item.Text("type"u8))
        {
            case "text":
                return new TextPart(body.Text(item, "text"u8)) { CacheControl = mark };
            case "refusal":
                return new RefusalPart(body.Text(item, "refusal"u8)) { CacheControl = mark };
            case "image_url":
                return Image(body, item, mark, at);
            case "input_audio":
                item.TryObject("input_audio"u8, out var audio);
                return new MediaPart(MediaKind.Audio) { Base64 = body.Text(audio, "data"u8), MediaType = "audio/" + (audio.Text("format"u8) ?? "wav"), CacheControl = mark };
            case "video_url":
                item.TryObject("video_url"u8, out var video);
                return At(MediaKind.Video, body.Text(video, "url"u8), null, mark);
            case "file":
                return File(body, item, mark, at);
            case "document_url":
                return Document(body, item, mark, at);
            case "thinking" when isAssistant:
                return new ReasoningPart(Thoughts(body, item)) { CacheControl = mark };
            case { } type:
                throw new WireException($"'{at}' has a part of type '{type}', which is not known", at);
            default:
                throw new WireException($"'{at}' has a part without 'type'", at);
        }
    }

    private static MediaPart Image(JsonBody body, JsonElement item, RawJson mark, string at)
    {
        // {"image_url":{"url":…}}; some clients send {"image_url":"…"}.
        if (item.TryObject("image_url"u8, out var image))
        {
            return At(MediaKind.Image, body.Text(image, "url"u8), image.Text("detail"u8), mark);
        }

        return body.Text(item, "image_url"u8) is { IsEmpty: false } url
            ? At(MediaKind.Image, url, null, mark)
            : throw new WireException($"an image of '{at}' has no 'image_url'", at);
    }

    // Mistral's: the address, or a data URI, is the member itself.
    private static MediaPart Document(JsonBody body, JsonElement item, RawJson mark, string at)
    {
        var url = body.Text(item, "document_url"u8);
        if (url.IsEmpty)
        {
            throw new WireException($"a document of '{at}' has no 'document_url'", at);
        }

        var name = item.Text("document_name"u8);
        return DataUri.TryRead(url, out var type, out var base64)
            ? new MediaPart(MediaKind.Document) { MediaType = type, Base64 = base64, Name = name, CacheControl = mark }
            : new MediaPart(MediaKind.Document) { Url = url.ToString(), Name = name, CacheControl = mark };
    }

    /// <summary>Mistral's thoughts within a content: <c>{"type":"thinking","thinking":[{"type":"text","text":…}]}</c>.</summary>
    public static Utf8Text Thoughts(JsonBody body, JsonElement item) => item.TryArray("thinking"u8, out var thoughts)
        ? Utf8Texts.Join(thoughts.EnumerateArray().Select(thought => body.Text(thought, "text"u8)))
        : body.Text(item, "thinking"u8);

    private static MediaPart At(MediaKind kind, Utf8Text url, string? detail, RawJson mark) =>
        DataUri.TryRead(url, out var type, out var base64)
            ? new MediaPart(kind) { MediaType = type, Base64 = base64, Detail = detail, CacheControl = mark }
            : new MediaPart(kind) { Url = url.ToString(), Detail = detail, CacheControl = mark };

    private static MediaPart File(JsonBody body, JsonElement item, RawJson mark, string at)
    {
        if (!item.TryObject("file"u8, out var file))
        {
            throw new WireException($"a file of '{at}' has no 'file'", at);
        }

        var name = file.Text("filename"u8);
        if (file.Text("file_id"u8) is { } id)
        {
            return new MediaPart(MediaKind.Document) { FileId = id, Name = name, CacheControl = mark };
        }

        var data = body.Text(file, "file_data"u8);
        if (DataUri.TryRead(data, out var type, out var base64))
        {
            return new MediaPart(KindOf(type)) { MediaType = type, Base64 = base64, Name = name, CacheControl = mark };
        }

        // LiteLLM and OpenRouter take an address here; OpenAI's own documentation once showed bare base64.
        return data.Span.StartsWith("http"u8)
            ? new MediaPart(MediaKind.Document) { Url = data.ToString(), Name = name, CacheControl = mark }
            : new MediaPart(MediaKind.Document) { MediaType = "application/pdf", Base64 = data, Name = name, CacheControl = mark };
    }

    private static MediaKind KindOf(string mediaType) =>
        mediaType.StartsWith("image/", StringComparison.Ordinal) ? MediaKind.Image
        : mediaType.StartsWith("audio/", StringComparison.Ordinal) ? MediaKind.Audio
        : mediaType.StartsWith("video/", StringComparison.Ordinal) ? MediaKind.Video
        : MediaKind.Document;
}
