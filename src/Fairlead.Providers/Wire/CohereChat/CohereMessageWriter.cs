using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.CohereChat;

/// <summary>Writes <c>messages</c>.</summary>
internal static class CohereMessageWriter
{
    public static void Write(Conversation conversation, RequestTarget target, Utf8JsonWriter json)
    {
        var writer = new CoherePartWriter(target, json);
        json.WriteStartArray("messages"u8);
        foreach (var turn in conversation.Turns)
        {
            if (turn.Name is not null)
            {
                target.LoseHint("name", "Cohere has no names of speakers");
            }

            switch (turn.Role)
            {
                case Role.Tool:
                    Results(turn, writer, target, json);
                    break;
                case Role.Assistant:
                    Assistant(turn, conversation.Source == CohereDialect.FormatName, writer, target, json);
                    break;
                default:
                    json.WriteStartObject();
                    json.WriteString("role"u8, turn.Role == Role.User ? "user"u8 : "system"u8);
                    writer.Content(turn.Parts);
                    json.WriteEndObject();
                    break;
            }
        }

        json.WriteEndArray();
    }

    private static void Assistant(Turn turn, bool isOwn, CoherePartWriter writer, RequestTarget target, Utf8JsonWriter json)
    {
        var calls = turn.Parts.OfType<ToolCallPart>().ToList();
        var thoughts = turn.Parts.FindAll(static part => part is ReasoningPart { IsEncrypted: false, Text.IsEmpty: false });
        if (turn.Parts.Exists(static part => part is OpaquePart))
        {
            target.LoseHint("server_tools", "calls of a vendor's own tools have no place at Cohere");
        }

        // Only models that think take thoughts back, and only theirs; all take the plan that led to calls.
        if (calls.Count == 0 && !isOwn && thoughts.Count > 0)
        {
            target.LoseHint("reasoning", "Cohere takes its own thoughts back, and plans of calls");
        }

        json.WriteStartObject();
        json.WriteString("role"u8, "assistant"u8);
        var said = turn.Parts.FindAll(part => part is TextPart or RefusalPart or MediaPart || calls.Count == 0 && isOwn && thoughts.Contains(part));
        if (said.Count > 0 || calls.Count == 0)
        {
            writer.Content(said);
        }

        if (calls.Count > 0)
        {
            if (thoughts.Count > 0)
            {
                json.WriteText("tool_plan"u8, Utf8Texts.Join(thoughts.Select(static part => ((ReasoningPart)part).Text)));
            }

            json.WriteStartArray("tool_calls"u8);
            foreach (var call in calls)
            {
                CohereCalls.Write(json, call.Id, call.Name, call.Arguments);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void Results(Turn turn, CoherePartWriter writer, RequestTarget target, Utf8JsonWriter json)
    {
        var results = turn.Parts.OfType<ToolResultPart>().ToList();
        foreach (var result in results)
        {
            json.WriteStartObject();
            json.WriteString("role"u8, "tool"u8);
            json.WriteString("tool_call_id"u8, result.CallId);
            List<Part> content = [.. result.Content.Where(static part => part is not MediaPart { Kind: not MediaKind.Document })];
            if (result.IsError)
            {
                // There is no other place for it, and a model that does not know goes on as if the call had worked.
                target.LoseHint("tool_result.is_error", "Cohere is told errors of tools in their text only");
                content.Insert(0, new TextPart(Utf8Text.Of("Error: ")));
            }

            writer.Result(content);
            json.WriteEndObject();
        }

        // What a tool shows is shown by the user, right behind it.
        var shown = results.SelectMany(static result => result.Content).Where(static part => part is MediaPart { Kind: not MediaKind.Document }).ToList();
        if (shown.Count > 0)
        {
            target.LoseHint("tool_result.media", "Cohere has no pictures in results of tools: they follow in a message of the user");
            json.WriteStartObject();
            json.WriteString("role"u8, "user"u8);
            writer.Content(shown);
            json.WriteEndObject();
        }
    }
}
