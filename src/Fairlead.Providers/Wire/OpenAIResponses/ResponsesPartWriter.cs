using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;
using Fairlead.Providers.Wire.OpenAIChat;

namespace Fairlead.Providers.Wire.OpenAIResponses;

/// <summary>Writes one part of a message's or a result's content.</summary>
internal static class ResponsesPartWriter
{
    /// <summary>A part of what the model said before.</summary>
    public static void Said(Part part, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        if (part is RefusalPart refusal)
        {
            json.WriteString("type"u8, "refusal"u8);
            json.WriteText("refusal"u8, refusal.Text);
        }
        else
        {
            json.WriteString("type"u8, "output_text"u8);
            var text = (TextPart)part;
            json.WriteText("text"u8, text.Text);
            Annotations(text, json);
        }

        json.WriteEndObject();
    }

    /// <summary>A part of what the model is given.</summary>
    public static void Given(Part part, RequestTarget target, Utf8JsonWriter json)
    {
        Unmarked(part, target);
        switch (part)
        {
            case TextPart text:
                Text(text.Text, json);
                break;
            case RefusalPart refusal:
                Text(refusal.Text, json);
                break;
            case MediaPart { Text.IsEmpty: false } document:
                Text(document.Text, json);
                break;
            case MediaPart media when Refusal(media) is { } why:
                target.LoseContent(media.Kind.ToString().ToLowerInvariant(), why);
                break;
            case MediaPart media:
                Media(media, json);
                break;
        }
    }

    /// <summary>Notes that a part's cache mark has no place.</summary>
    public static void Unmarked(Part part, RequestTarget target)
    {
        if (!part.CacheControl.IsEmpty)
        {
            target.LoseHint("cache_control", $"{target.Vendor.Label} caches prompts by itself");
        }
    }

    private static void Annotations(TextPart text, Utf8JsonWriter json)
    {
        if (!text.Citations.Any(ResponsesCitations.Has))
        {
            return;
        }

        json.WriteStartArray("annotations"u8);
        foreach (var citation in text.Citations.Where(ResponsesCitations.Has))
        {
            ResponsesCitations.Write(json, citation);
        }

        json.WriteEndArray();
    }

    private static void Text(Utf8Text text, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "input_text"u8);
        json.WriteText("text"u8, text);
        json.WriteEndObject();
    }

    private static string? Refusal(MediaPart media) => media.Kind switch
    {
        MediaKind.Video => "OpenAI's Responses API takes no video",
        MediaKind.Audio when media.Base64.IsEmpty => "OpenAI's Responses API takes sound as bytes only",
        _ => null,
    };

    private static void Media(MediaPart media, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        switch (media.Kind)
        {
            case MediaKind.Image:
                json.WriteString("type"u8, "input_image"u8);
                Source(media, "image_url"u8, "image_url"u8, "image/png", json);
                json.WriteString("detail"u8, media.Detail ?? "auto");
                break;
            case MediaKind.Audio:
                json.WriteString("type"u8, "input_audio"u8);
                json.WriteStartObject("input_audio"u8);
                json.WriteText("data"u8, media.Base64);
                json.WriteString("format"u8, ChatPartWriter.AudioFormat(media.MediaType));
                json.WriteEndObject();
                break;
            default:
                json.WriteString("type"u8, "input_file"u8);
                if (media.FileId is null && media.Url is null)
                {
                    json.WriteString("filename"u8, media.Name ?? "file");
                }

                Source(media, "file_url"u8, "file_data"u8, "application/pdf", json);
                break;
        }

        json.WriteEndObject();
    }

    private static void Source(MediaPart media, ReadOnlySpan<byte> url, ReadOnlySpan<byte> data, string usualType, Utf8JsonWriter json)
    {
        if (media.FileId is { } id)
        {
            json.WriteString("file_id"u8, id);
        }
        else if (media.Url is { } address)
        {
            json.WriteString(url, address);
        }
        else
        {
            json.WriteString(data, DataUri.Write(media.MediaType ?? usualType, media.Base64));
        }
    }
}
