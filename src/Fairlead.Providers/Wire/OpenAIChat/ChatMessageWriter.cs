using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary>Writes a turn as the message or messages it is in the chat format.</summary>
internal static class ChatMessageWriter
{
    public static void Write(Turn turn, RequestTarget target, Utf8JsonWriter json)
    {
        if (turn.Role == Role.Tool)
        {
            Results(turn, target, json);
            return;
        }

        json.WriteStartObject();
        json.WriteString("role"u8, RoleName(turn.Role, target));
        json.WriteIf("name"u8, turn.Name);
        if (turn.Role == Role.Assistant)
        {
            Assistant(turn, target, json);
        }
        else
        {
            Content(turn.Parts, target, json);
        }

        json.WriteEndObject();
    }

    private static ReadOnlySpan<byte> RoleName(Role role, RequestTarget target) => role switch
    {
        Role.System => "system"u8,
        Role.Developer => target.Vendor.Chat.Developer ? "developer"u8 : "system"u8,
        Role.Assistant => "assistant"u8,
        _ => "user"u8,
    };

    private static void Assistant(Turn turn, RequestTarget target, Utf8JsonWriter json)
    {
        var thinks = target.Vendor.Chat.TakesThoughtParts(target.Model);
        var said = turn.Parts.FindAll(part => part is TextPart or MediaPart || thinks && part is ReasoningPart { IsEncrypted: false, Text.IsEmpty: false });
        if (said.Count == 0)
        {
            json.WriteNull("content"u8);
        }
        else if (said.Count > 1 && !target.Vendor.Chat.AssistantParts && said.TrueForAll(static part => part is TextPart))
        {
            json.WriteText("content"u8, Utf8Texts.OfParts(said));
        }
        else
        {
            Content(said, target, json);
        }

        ChatReasoning.WriteBack(json, turn, target.Vendor.Chat.ReasoningBack);
        foreach (var part in turn.Parts)
        {
            if (part is RefusalPart refusal)
            {
                json.WriteText("refusal"u8, refusal.Text);
            }
            else if (part is OpaquePart)
            {
                target.LoseHint("server_tools", "calls of a vendor's own tools have no place in OpenAI's chat format");
            }
        }

        ChatToolWriter.Calls(turn, target, json);
    }

    private static void Content(List<Part> parts, RequestTarget target, Utf8JsonWriter json)
    {
        if (parts.Count == 0)
        {
            json.WriteString("content"u8, ""u8);
        }
        else if (parts is [TextPart { CacheControl.IsEmpty: true } only])
        {
            json.WriteText("content"u8, only.Text);
        }
        else
        {
            json.WriteStartArray("content"u8);
            foreach (var part in parts)
            {
                ChatPartWriter.Write(part, target, json);
            }

            json.WriteEndArray();
        }
    }

    private static void Results(Turn turn, RequestTarget target, Utf8JsonWriter json)
    {
        foreach (var part in turn.Parts)
        {
            if (part is ToolResultPart result)
            {
                Result(result, target, json);
            }
        }

        Pictures(turn, target, json);
    }

    private static void Result(ToolResultPart result, RequestTarget target, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("role"u8, "tool"u8);
        json.WriteString("tool_call_id"u8, ChatToolIds.For(result.CallId, target));
        var text = Utf8Texts.OfParts(result.Content);
        if (result.IsError)
        {
            // There is no other place for it, and a model that does not know goes on as if the call had worked.
            target.LoseHint("tool_result.is_error", "OpenAI's chat format tells errors of tools in their text only");
            text = Utf8Texts.Join([Utf8Text.Of("Error: "), text]);
        }

        if (result.Content.FindLast(static part => !part.CacheControl.IsEmpty) is { } marked && ChatPartWriter.CacheMark(marked, target) is { IsEmpty: false } mark)
        {
            // A mark within needs a part to stand at.
            json.WriteStartArray("content"u8);
            ChatPartWriter.Write(new TextPart(text) { CacheControl = mark }, target, json);
            json.WriteEndArray();
        }
        else
        {
            json.WriteText("content"u8, text);
        }

        json.WriteJson("cache_control"u8, ChatPartWriter.CacheMark(result, target));
        json.WriteEndObject();
    }

    // A tool's message is text only; what a tool shows is shown by the user, right behind it.
    private static void Pictures(Turn turn, RequestTarget target, Utf8JsonWriter json)
    {
        var shown = turn.Parts.OfType<ToolResultPart>().SelectMany(static result => result.Content.OfType<MediaPart>()).ToList();
        if (shown.Count == 0)
        {
            return;
        }

        target.LoseHint("tool_result.media", "OpenAI's chat format has no pictures in results of tools: they follow in a message of the user");
        json.WriteStartObject();
        json.WriteString("role"u8, "user"u8);
        json.WriteStartArray("content"u8);
        foreach (var media in shown)
        {
            ChatPartWriter.Write(media, target, json);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
