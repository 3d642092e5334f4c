using System.Text.Json;
using Fairlead.Attempts;
using Microsoft.Extensions.AI;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary>Writes one part of a message's content: text, image, audio, file.</summary>
internal static class PartWriter
{
    public static bool IsPart(AIContent content) => content is TextContent or DataContent or UriContent or HostedFileContent;

    public static void Write(Utf8JsonWriter writer, AIContent content)
    {
        writer.WriteStartObject();
        switch (content)
        {
            case TextContent text:
                writer.WriteString("type"u8, "text"u8);
                writer.WriteString("text"u8, text.Text);
                break;
            case UriContent uri when uri.HasTopLevelMediaType("image"):
                WriteImage(writer, uri.Uri.AbsoluteUri, uri);
                break;
            case DataContent image when image.HasTopLevelMediaType("image"):
                WriteImage(writer, image.Uri, image);
                break;
            case DataContent audio when audio.HasTopLevelMediaType("audio"):
                WriteAudio(writer, audio);
                break;
            case DataContent file:
                writer.WriteString("type"u8, "file"u8);
                writer.WriteStartObject("file"u8);
                writer.WriteString("filename"u8, file.Name ?? "file");
                writer.WriteString("file_data"u8, file.Uri);
                writer.WriteEndObject();
                break;
            case HostedFileContent hosted:
                writer.WriteString("type"u8, "file"u8);
                writer.WriteStartObject("file"u8);
                writer.WriteString("file_id"u8, hosted.FileId);
                writer.WriteEndObject();
                break;
            case UriContent other:
                throw new UpstreamException(FailureKind.Unsupported, 0, $"content of type {other.MediaType} by URI has no place in an OpenAI chat request");
        }

        writer.WriteEndObject();
    }

    private static void WriteImage(Utf8JsonWriter writer, string url, AIContent content)
    {
        writer.WriteString("type"u8, "image_url"u8);
        writer.WriteStartObject("image_url"u8);
        writer.WriteString("url"u8, url);
        if (content.AdditionalProperties?.TryGetValue("detail", out var detail) == true && detail is not null)
        {
            writer.WritePropertyName("detail"u8);
            JsonValues.Write(writer, detail);
        }

        writer.WriteEndObject();
    }

    private static void WriteAudio(Utf8JsonWriter writer, DataContent audio)
    {
        writer.WriteString("type"u8, "input_audio"u8);
        writer.WriteStartObject("input_audio"u8);
        writer.WriteString("data"u8, audio.Base64Data.Span);
        // The two formats OpenAI names.
        writer.WriteString("format"u8, audio.MediaType.Contains("wav", StringComparison.OrdinalIgnoreCase) ? "wav"u8 : "mp3"u8);
        writer.WriteEndObject();
    }
}
