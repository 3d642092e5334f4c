using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary>Writes one part of a message's content.</summary>
internal static class ChatPartWriter
{
    public static void Write(Part part, RequestTarget target, Utf8JsonWriter json)
    {
        switch (part)
        {
            case TextPart text:
                json.WriteStartObject();
                json.WriteString("type"u8, "text"u8);
                json.WriteText("text"u8, text.Text);
                json.WriteJson("cache_control"u8, CacheMark(text, target));
                json.WriteEndObject();
                break;
            case RefusalPart refusal:
                json.WriteStartObject();
                json.WriteString("type"u8, "refusal"u8);
                json.WriteText("refusal"u8, refusal.Text);
                json.WriteEndObject();
                break;
            case MediaPart media:
                Media(media, target, json);
                break;
            case ReasoningPart thought:
                json.WriteStartObject();
                json.WriteString("type"u8, "thinking"u8);
                json.WriteStartArray("thinking"u8);
                Write(new TextPart(thought.Text), target, json);
                json.WriteEndArray();
                json.WriteEndObject();
                break;
            default:
                target.LoseHint("server_tools", "a vendor's own blocks have no place in OpenAI's chat format");
                break;
        }
    }

    /// <summary>The cache mark, where the vendor reads one.</summary>
    public static RawJson CacheMark(Part part, RequestTarget target)
    {
        // OpenAI caches by itself and refuses unknown members; resellers of Claude read the mark.
        if (part.CacheControl.IsEmpty || target.Vendor.Chat.CacheMarks)
        {
            return part.CacheControl;
        }

        target.LoseHint("cache_control", $"{target.Vendor.Label} caches prompts by itself");
        return default;
    }

    private static void Media(MediaPart media, RequestTarget target, Utf8JsonWriter json)
    {
        if (!media.Text.IsEmpty)
        {
            Write(new TextPart(media.Text) { CacheControl = media.CacheControl }, target, json);
            return;
        }

        if (Refusal(media, target) is { } why)
        {
            target.LoseContent(media.Kind.ToString().ToLowerInvariant(), why);
            return;
        }

        json.WriteStartObject();
        switch (media.Kind)
        {
            case MediaKind.Image:
                json.WriteString("type"u8, "image_url"u8);
                json.WriteStartObject("image_url"u8);
                Address(json, "url"u8, media, "image/png");
                json.WriteIf("detail"u8, media.Detail);
                json.WriteEndObject();
                break;
            case MediaKind.Audio:
                json.WriteString("type"u8, "input_audio"u8);
                json.WriteStartObject("input_audio"u8);
                json.WriteText("data"u8, media.Base64);
                json.WriteString("format"u8, AudioFormat(media.MediaType));
                json.WriteEndObject();
                break;
            case MediaKind.Video:
                json.WriteString("type"u8, "video_url"u8);
                json.WriteStartObject("video_url"u8);
                Address(json, "url"u8, media, "video/mp4");
                json.WriteEndObject();
                break;
            case MediaKind.Document when target.Vendor.Chat.DocumentUrl:
                json.WriteString("type"u8, "document_url"u8);
                Address(json, "document_url"u8, media, "application/pdf");
                json.WriteIf("document_name"u8, media.Name);
                break;
            default:
                json.WriteString("type"u8, "file"u8);
                json.WriteStartObject("file"u8);
                json.WriteIf("filename"u8, media.Name ?? (media.FileId is null ? "file" : null));
                if (media.FileId is { } id)
                {
                    json.WriteString("file_id"u8, id);
                }
                else
                {
                    Address(json, "file_data"u8, media, "application/pdf");
                }

                json.WriteEndObject();
                break;
        }

        json.WriteJson("cache_control"u8, CacheMark(media, target));
        json.WriteEndObject();
    }

    /// <summary>Why a piece cannot be sent; null when it can.</summary>
    private static string? Refusal(MediaPart media, RequestTarget target) => media.Kind switch
    {
        MediaKind.Image when media.FileId is not null => "OpenAI's chat format takes no uploaded pictures",
        MediaKind.Audio when media.Base64.IsEmpty => "OpenAI's chat format takes sound as bytes only",
        MediaKind.Video when target.Vendor.Chat.Developer => $"{target.Vendor.Label} takes no video",
        MediaKind.Document when target.Vendor.Chat.DocumentUrl => media.FileId is null ? null : $"{target.Vendor.Label} takes documents by address or as bytes only",
        MediaKind.Document when !target.Vendor.Chat.Files => $"{target.Vendor.Label} takes no documents",
        MediaKind.Document when media.Url is not null && target.Vendor.Chat.Developer => "OpenAI's chat format takes documents as bytes or uploaded files only",
        _ => null,
    };

    private static void Address(Utf8JsonWriter json, ReadOnlySpan<byte> name, MediaPart media, string usualType)
    {
        if (media.Url is { } url)
        {
            json.WriteString(name, url);
        }
        else
        {
            json.WriteString(name, DataUri.Write(media.MediaType ?? usualType, media.Base64));
        }
    }

    /// <summary>The format of a media type: "audio/mpeg" is mp3, "audio/x-wav" is wav; the rest of the type is the name already.</summary>
    public static string AudioFormat(string? mediaType) => mediaType switch
    {
        null or "audio/wav" or "audio/x-wav" or "audio/wave" => "wav",
        "audio/mpeg" or "audio/mp3" => "mp3",
        _ => mediaType[(mediaType.IndexOf('/', StringComparison.Ordinal) + 1)..],
    };
}
