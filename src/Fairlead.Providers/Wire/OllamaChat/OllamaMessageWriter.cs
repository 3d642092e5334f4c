using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OllamaChat;

/// <summary>Writes <c>messages</c>: one text a message, its pictures beside it.</summary>
internal static class OllamaMessageWriter
{
    public static void Write(Conversation conversation, RequestTarget target, Utf8JsonWriter json)
    {
        var names = new Dictionary<string, string>();
        json.WriteStartArray("messages"u8);
        foreach (var turn in conversation.Turns)
        {
            if (turn.Name is not null)
            {
                target.LoseHint("name", "Ollama has no names of speakers");
            }

            if (turn.Role == Role.Tool)
            {
                Results(turn, names, target, json);
                continue;
            }

            json.WriteStartObject();
            json.WriteString("role"u8, turn.Role switch
            {
                Role.System or Role.Developer => "system"u8,
                Role.Assistant => "assistant"u8,
                _ => "user"u8,
            });
            Content(turn.Parts, target, json);
            if (turn.Role == Role.Assistant)
            {
                Assistant(turn, names, target, json);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Content(List<Part> parts, RequestTarget target, Utf8JsonWriter json)
    {
        json.WriteText("content"u8, Utf8Texts.Join(parts.Select(static part => part switch
        {
            TextPart text => text.Text,
            RefusalPart refusal => refusal.Text,
            MediaPart { Text.IsEmpty: false, Kind: MediaKind.Document } document => document.Text,
            _ => default,
        })));
        OllamaImages.Write(parts, target, json);
        if (parts.Exists(static part => !part.CacheControl.IsEmpty))
        {
            target.LoseHint("cache_control", "Ollama caches prompts by itself");
        }
    }

    private static void Assistant(Turn turn, Dictionary<string, string> names, RequestTarget target, Utf8JsonWriter json)
    {
        var thought = Utf8Texts.Join(turn.Parts.OfType<ReasoningPart>().Where(static part => !part.IsEncrypted).Select(static part => part.Text));
        if (!thought.IsEmpty)
        {
            json.WriteText("thinking"u8, thought);
        }

        var open = false;
        foreach (var part in turn.Parts)
        {
            if (part is OpaquePart)
            {
                target.LoseHint("server_tools", "calls of a vendor's own tools have no place at Ollama");
            }

            if (part is not ToolCallPart call)
            {
                continue;
            }

            if (!open)
            {
                json.WriteStartArray("tool_calls"u8);
                open = true;
            }

            names[call.Id] = call.Name;
            OllamaCalls.Write(json, -1, call.Id, call.Name, call.Arguments);
        }

        if (open)
        {
            json.WriteEndArray();
        }
    }

    private static void Results(Turn turn, Dictionary<string, string> names, RequestTarget target, Utf8JsonWriter json)
    {
        foreach (var result in turn.Parts.OfType<ToolResultPart>())
        {
            json.WriteStartObject();
            json.WriteString("role"u8, "tool"u8);
            // Servers since 2025-10 know calls by their ids, all know them by their tools' names.
            json.WriteIf("tool_name"u8, result.Name ?? names.GetValueOrDefault(result.CallId));
            json.WriteString("tool_call_id"u8, result.CallId);
            if (result.IsError)
            {
                // There is no other place for it, and a model that does not know goes on as if the call had worked.
                target.LoseHint("tool_result.is_error", "Ollama is told errors of tools in their text only");
                Content([new TextPart(Utf8Text.Of("Error: ")), .. result.Content], target, json);
            }
            else
            {
                Content(result.Content, target, json);
            }

            json.WriteEndObject();
        }
    }
}
