using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Media;

/// <summary>Which media types are of which kind, and what a file is by its first bytes.</summary>
internal static class MediaTypes
{
    /// <summary>The type of what was fetched: the one the server says where that is of the kind asked for, else the one its bytes show; null when neither is.</summary>
    public static string? Of(MediaKind kind, string? said, ReadOnlySpan<byte> bytes) =>
        said is not null && Fits(kind, said) ? said
        : Sniff(bytes) is { } seen && Fits(kind, seen) ? seen
        : null;

    private static bool Fits(MediaKind kind, string type) => kind switch
    {
        MediaKind.Image => type.StartsWith("image/", StringComparison.OrdinalIgnoreCase),
        MediaKind.Audio => type.StartsWith("audio/", StringComparison.OrdinalIgnoreCase),
        MediaKind.Video => type.StartsWith("video/", StringComparison.OrdinalIgnoreCase),
        // A page in HTML is what a wrong link leads to; no vendor reads it as a document.
        _ => !type.Equals("text/html", StringComparison.OrdinalIgnoreCase)
            && (type.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
                || (type.StartsWith("application/", StringComparison.OrdinalIgnoreCase) && !type.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase))),
    };

    // The signatures of the WHATWG's MIME sniffing standard, section 6.
    private static string? Sniff(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47]) ? "image/png"
        : bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "image/jpeg"
        : bytes.StartsWith("GIF8"u8) ? "image/gif"
        : bytes.StartsWith("%PDF-"u8) ? "application/pdf"
        : bytes.StartsWith("RIFF"u8) && bytes.Length >= 12 ? OfRiff(bytes.Slice(8, 4))
        : bytes.StartsWith("ID3"u8) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFB]) ? "audio/mpeg"
        : bytes.StartsWith("OggS"u8) ? "audio/ogg"
        : bytes.StartsWith("fLaC"u8) ? "audio/flac"
        : bytes.Length >= 8 && bytes.Slice(4, 4).SequenceEqual("ftyp"u8) ? "video/mp4"
        : bytes.StartsWith((ReadOnlySpan<byte>)[0x1A, 0x45, 0xDF, 0xA3]) ? "video/webm"
        : null;

    private static string? OfRiff(ReadOnlySpan<byte> form) =>
        form.SequenceEqual("WEBP"u8) ? "image/webp" : form.SequenceEqual("WAVE"u8) ? "audio/wav" : null;
}
