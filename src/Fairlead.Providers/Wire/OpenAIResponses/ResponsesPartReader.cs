using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIResponses;

/// <summary>Reads an item's content: a text, or parts.</summary>
internal static class ResponsesPartReader
{
    public static void Content(JsonBody body, JsonElement content, List<Part> parts, string at)
    {
        if (content.ValueKind == JsonValueKind.String)
        {
            if (body.Text(content) is { IsEmpty: false } text)
            {
                parts.Add(new TextPart(text));
            }
        }
        else if (content.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in content.EnumerateArray())
            {
                parts.Add(Read(body, item, at));
            }
        }
        else if (content.ValueKind != JsonValueKind.Null)
        {
            throw new WireException($"'{at}' must be a text or a list of parts", at);
        }
    }

    /// <summary>A part of a message of the model's: its text with what it rests on, or a refusal; null for anything else.</summary>
    public static Part? Said(JsonBody body, JsonElement item) => item.Text("type"u8) switch
    {
        "output_text" or "text" => new TextPart(body.Text(item, "text"u8)) { Citations = ResponsesCitations.Read(body, item) },
        "refusal" => new RefusalPart(body.Text(item, "refusal"u8)),
        _ => null,
    };

    private static Part Read(JsonBody body, JsonElement item, string at)
    {
        switch (item.Text("type"u8))
        {
            case "input_text":
                return new TextPart(body.Text(item, "text"u8));
            case "output_text" or "text" or "refusal":
                return Said(body, item)!;
            case "input_image":
                return Image(body, item, at);
            case "input_file":
                return File(body, item, at);
            case "input_audio":
                item.TryObject("input_audio"u8, out var audio);
                return new MediaPart(MediaKind.Audio) { Base64 = body.Text(audio, "data"u8), MediaType = "audio/" + (audio.Text("format"u8) ?? "wav") };
            case { } type:
                throw new WireException($"'{at}' has a part of type '{type}', which is not known", at);
            default:
                throw new WireException($"'{at}' has a part without 'type'", at);
        }
    }

    private static MediaPart Image(JsonBody body, JsonElement item, string at)
    {
        var detail = item.Text("detail"u8);
        if (item.Text("file_id"u8) is { } id)
        {
            return new MediaPart(MediaKind.Image) { FileId = id, Detail = detail };
        }

        var url = body.Text(item, "image_url"u8);
        return url.IsEmpty ? throw new WireException($"an image of '{at}' has neither 'image_url' nor 'file_id'", at)
            : DataUri.TryRead(url, out var type, out var base64) ? new MediaPart(MediaKind.Image) { MediaType = type, Base64 = base64, Detail = detail }
            : new MediaPart(MediaKind.Image) { Url = url.ToString(), Detail = detail };
    }

    private static MediaPart File(JsonBody body, JsonElement item, string at)
    {
        var name = item.Text("filename"u8);
        if (item.Text("file_id"u8) is { } id)
        {
            return new MediaPart(MediaKind.Document) { FileId = id, Name = name };
        }

        if (item.Text("file_url"u8) is { } url)
        {
            return new MediaPart(MediaKind.Document) { Url = url, Name = name };
        }

        var data = body.Text(item, "file_data"u8);
        return data.IsEmpty ? throw new WireException($"a file of '{at}' has none of 'file_data', 'file_url' and 'file_id'", at)
            : DataUri.TryRead(data, out var type, out var base64) ? new MediaPart(MediaKind.Document) { MediaType = type, Base64 = base64, Name = name }
            : new MediaPart(MediaKind.Document) { MediaType = "application/pdf", Base64 = data, Name = name };
    }
}
