using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.CohereChat;

/// <summary>Writes the member <c>content</c>.</summary>
internal sealed class CoherePartWriter(RequestTarget target, Utf8JsonWriter json)
{
    /// <summary>Of a message: a text, or parts. Documents that are text stand beside the messages.</summary>
    public void Content(List<Part> parts)
    {
        Marks(parts);
        var written = parts.FindAll(IsWritten);
        if (written.Count == 0)
        {
            json.WriteString("content"u8, ""u8);
        }
        else if (written is [TextPart only])
        {
            json.WriteText("content"u8, only.Text);
        }
        else
        {
            json.WriteStartArray("content"u8);
            foreach (var part in written)
            {
                Write(part);
            }

            json.WriteEndArray();
        }
    }

    /// <summary>Of a tool's result: a text, or documents, which the answer can cite.</summary>
    public void Result(List<Part> parts)
    {
        Marks(parts);
        var documents = parts.OfType<MediaPart>().Where(media => !CohereDocuments.TextOf(media).IsEmpty || Lost(media)).ToList();
        var text = Utf8Texts.OfParts(parts);
        if (documents.Count == 0)
        {
            json.WriteText("content"u8, text);
            return;
        }

        json.WriteStartArray("content"u8);
        if (!text.IsEmpty)
        {
            Text("text"u8, "text"u8, text);
        }

        foreach (var document in documents)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "document"u8);
            json.WritePropertyName("document"u8);
            CohereDocuments.Write(json, CohereDocuments.TextOf(document), document.Name);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private bool IsWritten(Part part) => part switch
    {
        MediaPart { Kind: MediaKind.Image, FileId: null } image when image.Url is not null || !image.Base64.IsEmpty => true,
        MediaPart media => CohereDocuments.TextOf(media).IsEmpty && Lost(media),
        TextPart or RefusalPart or ReasoningPart => true,
        _ => false,
    };

    // Always false: what has no place is not written.
    private bool Lost(MediaPart media)
    {
        target.LoseContent(media.Kind.ToString().ToLowerInvariant(), media.FileId is null ? "Cohere takes text, pictures and documents that are text" : "Cohere takes no uploaded files");
        return false;
    }

    private void Write(Part part)
    {
        switch (part)
        {
            case TextPart text:
                Text("text"u8, "text"u8, text.Text);
                break;
            case RefusalPart refusal:
                Text("text"u8, "text"u8, refusal.Text);
                break;
            case ReasoningPart thought:
                Text("thinking"u8, "thinking"u8, thought.Text);
                break;
            case MediaPart image:
                Image(image);
                break;
        }
    }

    private void Text(ReadOnlySpan<byte> type, ReadOnlySpan<byte> member, Utf8Text text)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, type);
        json.WriteText(member, text);
        json.WriteEndObject();
    }

    private void Image(MediaPart image)
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

        json.WriteIf("detail"u8, image.Detail);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void Marks(List<Part> parts)
    {
        if (parts.Exists(static part => !part.CacheControl.IsEmpty))
        {
            target.LoseHint("cache_control", "Cohere caches prompts by itself");
        }
    }
}
