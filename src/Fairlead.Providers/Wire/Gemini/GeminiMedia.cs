using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.Gemini;

/// <summary>Pictures, sound, films and documents, both ways: <c>inlineData</c> holds bytes, <c>fileData</c> says where they are.</summary>
internal static class GeminiMedia
{
    /// <summary>Reads a part; null where it holds none.</summary>
    public static MediaPart? Read(JsonBody body, JsonElement item)
    {
        if (item.TryObjectMember("inlineData"u8, out var inline))
        {
            var type = inline.Word("mimeType"u8);
            return new MediaPart(KindOf(type)) { MediaType = type, Base64 = body.Text(inline, "data"u8), Name = inline.Word("displayName"u8) };
        }

        if (item.TryObjectMember("fileData"u8, out var file) && file.Word("fileUri"u8) is { } uri)
        {
            var type = file.Word("mimeType"u8);
            var name = file.Word("displayName"u8);
            return IsGoogles(uri)
                ? new MediaPart(KindOf(type)) { MediaType = type, FileId = uri, Name = name }
                : new MediaPart(IsFilm(uri) ? MediaKind.Video : KindOf(type)) { MediaType = type, Url = uri, Name = name };
        }

        return null;
    }

    /// <summary>Whether Google fetches what lies at an address: its own storage, and films of YouTube.</summary>
    public static bool Fetches(string url) => IsGoogles(url) || IsFilm(url);

    /// <summary>Whether a piece has a place; notes it where it has none.</summary>
    /// <param name="media">The piece.</param>
    /// <param name="target">Whom it is for.</param>
    /// <param name="isOwn">It comes from a client of Google's format, who knows what Google fetches.</param>
    public static bool CanWrite(MediaPart media, RequestTarget target, bool isOwn)
    {
        var why = media switch
        {
            { FileId: { } id, Base64.IsEmpty: true } when !IsGoogles(id) => "Google does not know a file of this id",
            { Url: { } url } when !isOwn && !Fetches(url) && !(target.Vendor.Name == "vertex_ai" && TypeOf(media) is not null) => "Google takes media as bytes, from its own storage, or from YouTube",
            { FileId: null, Url: null, Base64.IsEmpty: true, Text.IsEmpty: true } => "it has no bytes",
            _ => null,
        };
        if (why is not null)
        {
            target.LoseContent(media.Kind.ToString().ToLowerInvariant(), why);
        }
        else if (media.Detail is not null)
        {
            target.LoseHint("detail", "Google says how closely to look for a request as a whole");
        }

        return why is null;
    }

    /// <summary>Writes the member.</summary>
    public static void Write(MediaPart media, Utf8JsonWriter json)
    {
        var type = media.MediaType ?? UsualType(media);
        if (media.Base64.IsEmpty && (media.FileId ?? media.Url) is { } uri)
        {
            json.WriteStartObject("fileData"u8);
            json.WriteIf("mimeType"u8, TypeOf(media));
            json.WriteString("fileUri"u8, uri);
        }
        else
        {
            json.WriteStartObject("inlineData"u8);
            json.WriteString("mimeType"u8, type);
            if (media.Base64.IsEmpty)
            {
                json.WriteBase64String("data"u8, media.Text.Span);
            }
            else
            {
                json.WriteText("data"u8, media.Base64);
            }
        }

        json.WriteEndObject();
    }

    /// <summary>The type of a piece that Google is to fetch, which Vertex AI asks for: as it is said, or as its name ends.</summary>
    private static string? TypeOf(MediaPart media) => media.MediaType ?? Path.GetExtension((media.FileId ?? media.Url)!.Split('?')[0]).ToLowerInvariant() switch
    {
        ".png" => "image/png",
        ".jpg" or ".jpeg" => "image/jpeg",
        ".webp" => "image/webp",
        ".heic" => "image/heic",
        ".gif" => "image/gif",
        ".pdf" => "application/pdf",
        ".txt" or ".md" => "text/plain",
        ".mp3" => "audio/mp3",
        ".wav" => "audio/wav",
        ".flac" => "audio/flac",
        ".mp4" => "video/mp4",
        ".mov" => "video/quicktime",
        ".webm" => "video/webm",
        _ => null,
    };

    private static string UsualType(MediaPart media) => media.Kind switch
    {
        MediaKind.Image => "image/png",
        MediaKind.Audio => "audio/wav",
        MediaKind.Video => "video/mp4",
        _ => media.Text.IsEmpty ? "application/pdf" : "text/plain",
    };

    // Cloud Storage, and the Files API.
    private static bool IsGoogles(string uri) =>
        uri.StartsWith("gs://", StringComparison.Ordinal)
        || uri.StartsWith("https://generativelanguage.googleapis.com/", StringComparison.Ordinal)
        || uri.StartsWith("https://storage.googleapis.com/", StringComparison.Ordinal);

    private static bool IsFilm(string uri) =>
        uri.StartsWith("https://www.youtube.com/", StringComparison.Ordinal)
        || uri.StartsWith("https://youtube.com/", StringComparison.Ordinal)
        || uri.StartsWith("https://youtu.be/", StringComparison.Ordinal);

    private static MediaKind KindOf(string? mediaType) => mediaType switch
    {
        not null when mediaType.StartsWith("image/", StringComparison.Ordinal) => MediaKind.Image,
        not null when mediaType.StartsWith("audio/", StringComparison.Ordinal) => MediaKind.Audio,
        not null when mediaType.StartsWith("video/", StringComparison.Ordinal) => MediaKind.Video,
        _ => MediaKind.Document,
    };
}
