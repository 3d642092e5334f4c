using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.BedrockConverse;

/// <summary>What Converse calls formats of media, and their media types.</summary>
internal static class ConverseFormats
{
    // The first row of a format is its media type when it is read.
    private static readonly (MediaKind Kind, string Format, string MediaType)[] Table =
    [
        (MediaKind.Image, "png", "image/png"),
        (MediaKind.Image, "jpeg", "image/jpeg"),
        (MediaKind.Image, "jpeg", "image/jpg"),
        (MediaKind.Image, "gif", "image/gif"),
        (MediaKind.Image, "webp", "image/webp"),
        (MediaKind.Document, "pdf", "application/pdf"),
        (MediaKind.Document, "csv", "text/csv"),
        (MediaKind.Document, "doc", "application/msword"),
        (MediaKind.Document, "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (MediaKind.Document, "xls", "application/vnd.ms-excel"),
        (MediaKind.Document, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (MediaKind.Document, "html", "text/html"),
        (MediaKind.Document, "txt", "text/plain"),
        (MediaKind.Document, "md", "text/markdown"),
        (MediaKind.Video, "mp4", "video/mp4"),
        (MediaKind.Video, "mkv", "video/x-matroska"),
        (MediaKind.Video, "mov", "video/quicktime"),
        (MediaKind.Video, "webm", "video/webm"),
        (MediaKind.Video, "flv", "video/x-flv"),
        (MediaKind.Video, "mpeg", "video/mpeg"),
        (MediaKind.Video, "mpg", "video/mpg"),
        (MediaKind.Video, "wmv", "video/x-ms-wmv"),
        (MediaKind.Video, "three_gp", "video/3gpp"),
        (MediaKind.Audio, "mp3", "audio/mpeg"),
        (MediaKind.Audio, "mp3", "audio/mp3"),
        (MediaKind.Audio, "wav", "audio/wav"),
        (MediaKind.Audio, "wav", "audio/x-wav"),
        (MediaKind.Audio, "opus", "audio/opus"),
        (MediaKind.Audio, "aac", "audio/aac"),
        (MediaKind.Audio, "flac", "audio/flac"),
        (MediaKind.Audio, "ogg", "audio/ogg"),
        (MediaKind.Audio, "mp4", "audio/mp4"),
        (MediaKind.Audio, "m4a", "audio/x-m4a"),
        (MediaKind.Audio, "webm", "audio/webm"),
        (MediaKind.Audio, "pcm", "audio/pcm"),
    ];

    /// <summary>The format of a piece; null where Converse has none for it.</summary>
    public static string? Of(MediaPart media)
    {
        var type = media.MediaType is { } written ? written.Split(';')[0].Trim() : MediaSignature.TypeOf(media.Base64.Span);
        foreach (var row in Table)
        {
            if (row.Kind == media.Kind && row.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase))
            {
                return row.Format;
            }
        }

        return media.Kind == MediaKind.Document && !media.Text.IsEmpty ? "txt" : OfName(media);
    }

    /// <summary>The media type of a format; null where there is none.</summary>
    public static string? MediaTypeOf(MediaKind kind, string? format)
    {
        foreach (var row in Table)
        {
            if (row.Kind == kind && row.Format == format)
            {
                return row.MediaType;
            }
        }

        return null;
    }

    // report.xlsx, s3://bucket/film.mov
    private static string? OfName(MediaPart media)
    {
        var name = media.Name ?? media.Url ?? "";
        var ending = Path.GetExtension(name).TrimStart('.');
        ending = ending.Equals("jpg", StringComparison.OrdinalIgnoreCase) ? "jpeg" : ending;
        foreach (var row in Table)
        {
            if (row.Kind == media.Kind && row.Format.Equals(ending, StringComparison.OrdinalIgnoreCase))
            {
                return row.Format;
            }
        }

        return null;
    }
}
