using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary>Media in chat answers: OpenAI's <c>audio</c>, and <c>images</c> as OpenRouter and LiteLLM have them.</summary>
internal static class ChatMedia
{
    /// <summary>Stands for the id of a sound that has none.</summary>
    public const string NoId = "audio";

    public static void Read(JsonBody body, JsonElement message, List<Part> parts)
    {
        if (message.TryObject("audio"u8, out var audio))
        {
            parts.Add(new MediaPart(MediaKind.Audio) { FileId = audio.Text("id"u8), Base64 = body.Text(audio, "data"u8), Text = body.Text(audio, "transcript"u8) });
        }

        if (message.TryArray("images"u8, out var images))
        {
            foreach (var image in images.EnumerateArray())
            {
                if (image.TryObject("image_url"u8, out var at) && body.Text(at, "url"u8) is { IsEmpty: false } url)
                {
                    parts.Add(DataUri.TryRead(url, out var type, out var base64)
                        ? new MediaPart(MediaKind.Image) { MediaType = type, Base64 = base64 }
                        : new MediaPart(MediaKind.Image) { Url = url.ToString() });
                }
            }
        }
    }

    /// <summary>Writes a message's media.</summary>
    public static void Write(Utf8JsonWriter json, IEnumerable<Part> parts)
    {
        var open = false;
        foreach (var part in parts)
        {
            if (part is MediaPart { Kind: MediaKind.Image } image)
            {
                if (!open)
                {
                    json.WriteStartArray("images"u8);
                    open = true;
                }

                Image(json, image);
            }
        }

        if (open)
        {
            json.WriteEndArray();
        }

        if (parts.OfType<MediaPart>().FirstOrDefault(static part => part.Kind == MediaKind.Audio) is { } audio)
        {
            Sound(json, audio, isPiece: false);
        }
    }

    /// <summary>Writes a sound.</summary>
    /// <param name="json">Gets it.</param>
    /// <param name="audio">The sound.</param>
    /// <param name="isPiece">It is one of a stream, where words and bytes come apart.</param>
    public static void Sound(Utf8JsonWriter json, MediaPart audio, bool isPiece)
    {
        json.WriteStartObject("audio"u8);
        json.WriteString("id"u8, audio.FileId ?? NoId);
        if (!isPiece || !audio.Base64.IsEmpty)
        {
            json.WriteText("data"u8, audio.Base64);
        }

        if (!isPiece || !audio.Text.IsEmpty)
        {
            json.WriteText("transcript"u8, audio.Text);
        }

        json.WriteEndObject();
    }

    private static void Image(Utf8JsonWriter json, MediaPart image)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "image_url"u8);
        json.WriteStartObject("image_url"u8);
        if (image.Url is { } url)
        {
            json.WriteString("url"u8, url);
        }
        else
        {
            json.WriteString("url"u8, DataUri.Write(image.MediaType ?? "image/png", image.Base64));
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
