using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.BedrockConverse;

/// <summary>Writes pictures, documents, videos and sound: their bytes, or where they lie in S3.</summary>
internal sealed class ConverseMediaWriter(ConverseModel model, RequestTarget target, Utf8JsonWriter json)
{
    private readonly ConverseDocumentNames _names = new();

    /// <summary>Whether a piece has a place; notes it where it has none.</summary>
    public bool CanWrite(MediaPart media)
    {
        var why = media switch
        {
            { FileId: not null } => "Bedrock takes no uploaded files",
            { Url: { } url } when !IsS3(url) => "Bedrock takes media as bytes, or from S3",
            { Base64.IsEmpty: true, Text.IsEmpty: true, Url: null } => "it has no bytes",
            _ => ConverseFormats.Of(media) is null ? $"Bedrock does not take its format ({media.MediaType ?? "unknown"})" : null,
        };
        if (why is not null)
        {
            target.LoseContent(media.Kind.ToString().ToLowerInvariant(), why);
        }

        return why is null;
    }

    /// <summary>Writes a piece that can be written.</summary>
    public void Write(MediaPart media)
    {
        json.WriteStartObject();
        json.WriteStartObject(media.Kind switch
        {
            MediaKind.Image => "image"u8,
            MediaKind.Audio => "audio"u8,
            MediaKind.Video => "video"u8,
            _ => "document"u8,
        });
        json.WriteString("format"u8, ConverseFormats.Of(media));
        if (media.Kind == MediaKind.Document)
        {
            json.WriteString("name"u8, _names.Next(media.Name));
        }

        json.WriteStartObject("source"u8);
        if (media.Url is { } url)
        {
            json.WriteStartObject("s3Location"u8);
            json.WriteString("uri"u8, url);
            json.WriteEndObject();
        }
        else if (media.Text.IsEmpty)
        {
            json.WriteText("bytes"u8, media.Base64);
        }
        else if (model.IsClaude)
        {
            // Citations of a text count its characters.
            json.WriteText("text"u8, media.Text);
        }
        else
        {
            json.WriteBase64String("bytes"u8, media.Text.Span);
        }

        json.WriteEndObject();
        if (media.Citations)
        {
            json.WriteStartObject("citations"u8);
            json.WriteBoolean("enabled"u8, true);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
        if (media.Detail is not null)
        {
            target.LoseHint("detail", "Converse has no place for it");
        }
    }

    private static bool IsS3(string url) => url.StartsWith("s3://", StringComparison.Ordinal);
}
