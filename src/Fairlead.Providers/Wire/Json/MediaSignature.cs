namespace Fairlead.Providers.Wire.Json;

/// <summary>What a piece of media is by its first bytes, where nobody says.</summary>
internal static class MediaSignature
{
    /// <summary>Its media type; null where the bytes are of no format known here.</summary>
    /// <param name="base64">The bytes in base64.</param>
    public static string? TypeOf(ReadOnlySpan<byte> base64) =>
        base64.StartsWith("iVBORw0KGgo"u8) ? "image/png"
        : base64.StartsWith("/9j/"u8) ? "image/jpeg"
        : base64.StartsWith("R0lGOD"u8) ? "image/gif"
        : base64.StartsWith("UklGR"u8) ? "image/webp"
        : base64.StartsWith("JVBERi"u8) ? "application/pdf"
        : null;
}
