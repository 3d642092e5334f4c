using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.AnthropicMessages;

/// <summary>Writes pictures and documents: their bytes, where they are, or the id of a file uploaded before.</summary>
internal sealed class MessagesMediaWriter(RequestTarget target, Utf8JsonWriter json)
{
    /// <summary>Whether a piece has a place; notes it where it has none.</summary>
    public bool CanWrite(MediaPart media)
    {
        if (Refusal(media) is not { } why)
        {
            return true;
        }

        target.LoseContent(media.Kind.ToString().ToLowerInvariant(), why);
        return false;
    }

    /// <summary>Writes a piece that can be written.</summary>
    public void Write(MediaPart media)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, media.Kind == MediaKind.Image ? "image"u8 : "document"u8);
        json.WriteStartObject("source"u8);
        Source(media);
        json.WriteEndObject();
        if (media.Kind == MediaKind.Document)
        {
            json.WriteIf("title"u8, media.Name);
            if (media.Citations)
            {
                json.WriteStartObject("citations"u8);
                json.WriteBoolean("enabled"u8, true);
                json.WriteEndObject();
            }
        }

        json.WriteJson("cache_control"u8, media.CacheControl);
        json.WriteEndObject();
        if (media.Detail is not null)
        {
            target.LoseHint("detail", "Anthropic has no place for it");
        }
    }

    private static string? Refusal(MediaPart media)
    {
        switch (media)
        {
            case { Kind: MediaKind.Audio or MediaKind.Video }:
                return "Claude takes neither sound nor video";
            case { FileId: { } id }:
                // OpenAI's begin with "file-", and lie with OpenAI.
                return id.StartsWith("file_", StringComparison.Ordinal) ? null : "the file was uploaded to another vendor";
            case { Url: { } url }:
                return url.StartsWith("http://", StringComparison.Ordinal) || url.StartsWith("https://", StringComparison.Ordinal) ? null : "Claude fetches media over https only";
            case { Text.IsEmpty: false }:
                return null;
            case { Base64.IsEmpty: true }:
                return "it has no bytes";
        }

        var type = TypeOf(media);
        return media.Kind == MediaKind.Image
            ? type is "image/png" or "image/jpeg" or "image/gif" or "image/webp" ? null : $"Claude does not take its format ({type ?? "unknown"})"
            : type == "application/pdf" || IsText(type) && IsBase64(media.Base64) ? null : $"Claude takes documents as PDF or text ({type ?? "unknown"})";
    }

    private void Source(MediaPart media)
    {
        if (media.FileId is { } id)
        {
            json.WriteString("type"u8, "file"u8);
            json.WriteString("file_id"u8, id);
        }
        else if (media.Url is { } url)
        {
            json.WriteString("type"u8, "url"u8);
            json.WriteString("url"u8, url);
        }
        else if (!media.Text.IsEmpty)
        {
            Text(media.Text.Span);
        }
        else if (TypeOf(media) is { } type && IsText(type))
        {
            var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(media.Base64.Memory.Length)];
            Base64.DecodeFromUtf8(media.Base64.Span, bytes, out _, out var length);
            Text(bytes.AsSpan(0, length));
        }
        else
        {
            json.WriteString("type"u8, "base64"u8);
            json.WriteString("media_type"u8, TypeOf(media));
            json.WriteText("data"u8, media.Base64);
        }
    }

    private void Text(ReadOnlySpan<byte> text)
    {
        json.WriteString("type"u8, "text"u8);
        json.WriteString("media_type"u8, "text/plain"u8);
        json.WriteString("data"u8, text);
    }

    // What is said of a picture is often wrong; its first bytes are not, and a wrong type is refused.
    private static string? TypeOf(MediaPart media)
    {
        var seen = MediaSignature.TypeOf(media.Base64.Span);
        var said = media.MediaType?.Split(';')[0].Trim().ToLowerInvariant();
        return seen is not null && (media.Kind == MediaKind.Image || said is null) ? seen : said == "image/jpg" ? "image/jpeg" : said;
    }

    private static bool IsText(string? type) => type is not null && (type.StartsWith("text/", StringComparison.Ordinal) || type is "application/json" or "application/xml");

    private static bool IsBase64(Utf8Text text)
    {
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Memory.Length)];
        return Base64.DecodeFromUtf8(text.Span, bytes, out _, out var length) == OperationStatus.Done && System.Text.Unicode.Utf8.IsValid(bytes.AsSpan(0, length));
    }
}
