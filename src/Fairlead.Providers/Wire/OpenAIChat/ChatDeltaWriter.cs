using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary>Writes what a chunk's delta says.</summary>
internal static class ChatDeltaWriter
{
    public static void Write(Utf8JsonWriter json, in StreamEvent item)
    {
        switch (item.Kind)
        {
            case StreamEventKind.Text:
                json.WriteString("content"u8, item.Text);
                break;
            case StreamEventKind.Refusal:
                json.WriteString("refusal"u8, item.Text);
                break;
            case StreamEventKind.Reasoning:
                json.WriteString("reasoning_content"u8, item.Text);
                break;
            case StreamEventKind.EncryptedReasoning:
                json.WriteStartArray("thinking_blocks"u8);
                ChatThoughts.Block(json, hidden: true, default, item.State.Value);
                json.WriteEndArray();
                break;
            case StreamEventKind.Signature when item.State.By == SignedBy.OpenRouter:
                json.WriteJson("reasoning_details"u8, new RawJson(item.State.Value.Memory));
                break;
            case StreamEventKind.Signature:
                json.WriteStartArray("thinking_blocks"u8);
                ChatThoughts.Block(json, hidden: false, default, item.State.Value);
                json.WriteEndArray();
                break;
            case StreamEventKind.ToolArguments:
                Arguments(json, item);
                break;
            case StreamEventKind.Citation:
                ChatCitations.Write(json, [item.Citation!]);
                break;
            case StreamEventKind.Media when item.Part is MediaPart { Kind: MediaKind.Audio } sound:
                ChatMedia.Sound(json, sound, isPiece: true);
                break;
            case StreamEventKind.Media:
                ChatMedia.Write(json, [item.Part!]);
                break;
        }
    }

    /// <summary>A call's first fragment: id, name, and no arguments yet.</summary>
    public static void CallBegins(Utf8JsonWriter json, in StreamEvent item, string id)
    {
        Begin(json, item.Tool);
        json.WriteString("id"u8, id);
        json.WriteString("type"u8, item.IsCustom ? "custom"u8 : "function"u8);
        json.WriteStartObject(item.IsCustom ? "custom"u8 : "function"u8);
        json.WriteString("name"u8, item.Name ?? "");
        json.WriteString(item.IsCustom ? "input"u8 : "arguments"u8, ""u8);
        End(json);
    }

    private static void Arguments(Utf8JsonWriter json, in StreamEvent item)
    {
        Begin(json, item.Tool);
        json.WriteStartObject(item.IsCustom ? "custom"u8 : "function"u8);
        json.WriteString(item.IsCustom ? "input"u8 : "arguments"u8, item.Text);
        End(json);
    }

    private static void Begin(Utf8JsonWriter json, int tool)
    {
        json.WriteStartArray("tool_calls"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, tool);
    }

    private static void End(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }
}
