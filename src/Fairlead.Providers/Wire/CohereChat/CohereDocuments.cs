using System.Text;
using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.CohereChat;

/// <summary>
/// Documents, both ways: an id and whatever members a document has. They stand in results of tools, and beside the messages, where the documents of users' messages are put.
/// </summary>
internal static class CohereDocuments
{
    /// <summary>Reads one: its text and title where it has no more, else its members as JSON.</summary>
    public static MediaPart Read(JsonBody body, JsonElement document)
    {
        var id = document.Text("id"u8);
        if (!document.TryObject("data"u8, out var data))
        {
            return new MediaPart(MediaKind.Document) { Text = body.Text(document, "data"u8), Name = id };
        }

        var isPlain = data.EnumerateObject().All(static member => member.Name is "text" or "title" && member.Value.ValueKind == JsonValueKind.String);
        return isPlain && body.Text(data, "text"u8) is { IsEmpty: false } text
            ? new MediaPart(MediaKind.Document) { Text = text, Name = data.Text("title"u8) ?? id }
            : new MediaPart(MediaKind.Document) { Text = new Utf8Text(body.Raw(data).Memory), Name = id };
    }

    /// <summary>The text of a document that is text; empty where it is none.</summary>
    public static Utf8Text TextOf(MediaPart media)
    {
        if (media.Kind != MediaKind.Document || !media.Text.IsEmpty)
        {
            return media.Kind == MediaKind.Document ? media.Text : default;
        }

        if (media.MediaType?.StartsWith("text/", StringComparison.Ordinal) != true || media.Base64.IsEmpty)
        {
            return default;
        }

        var bytes = new byte[media.Base64.Memory.Length];
        return System.Buffers.Text.Base64.DecodeFromUtf8(media.Base64.Span, bytes, out _, out var length) == System.Buffers.OperationStatus.Done
            ? Utf8Text.Of(Encoding.UTF8.GetString(bytes, 0, length))
            : default;
    }

    /// <summary>Writes one.</summary>
    /// <param name="json">Gets it.</param>
    /// <param name="text">Its text, or its members as JSON.</param>
    /// <param name="name">Its title or id; null for none.</param>
    public static void Write(Utf8JsonWriter json, Utf8Text text, string? name)
    {
        json.WriteStartObject();
        if (JsonTexts.IsObject(text.Span))
        {
            json.WriteIf("id"u8, name);
            json.WriteJson("data"u8, new RawJson(text.Memory));
        }
        else
        {
            json.WriteStartObject("data"u8);
            json.WriteIf("title"u8, name);
            json.WriteText("text"u8, text);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>Writes the member <c>documents</c>: those a client set, and those of users' messages.</summary>
    public static void Write(Conversation conversation, RawJson own, Utf8JsonWriter json)
    {
        var found = Of(conversation).ToList();
        if (found.Count == 0)
        {
            json.WriteJson("documents"u8, own);
            return;
        }

        json.WriteStartArray("documents"u8);
        if (!own.IsEmpty)
        {
            using var body = JsonBody.Parse(own.Memory);
            if (body.Root.ValueKind == JsonValueKind.Array)
            {
                foreach (var document in body.Root.EnumerateArray())
                {
                    json.WriteRawValue(body.Raw(document).Span, skipInputValidation: true);
                }
            }
        }

        foreach (var media in found)
        {
            Write(json, TextOf(media), media.Name);
        }

        json.WriteEndArray();
    }

    /// <summary>The documents of messages that are text.</summary>
    public static IEnumerable<MediaPart> Of(Conversation conversation) =>
        conversation.Turns.Where(static turn => turn.Role != Role.Tool).SelectMany(static turn => turn.Parts).OfType<MediaPart>().Where(static media => !TextOf(media).IsEmpty);
}
