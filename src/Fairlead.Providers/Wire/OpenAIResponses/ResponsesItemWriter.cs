using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;
using Fairlead.Providers.Wire.OpenAIChat;

namespace Fairlead.Providers.Wire.OpenAIResponses;

/// <summary>Writes turns as items. Instructions stay where they stand, for not every vendor of the format knows <c>instructions</c>.</summary>
internal sealed class ResponsesItemWriter(RequestTarget target, Utf8JsonWriter json)
{
    private readonly HashSet<string> _customCalls = new(StringComparer.Ordinal);

    public void Write(List<Turn> turns)
    {
        foreach (var turn in turns)
        {
            switch (turn.Role)
            {
                case Role.Assistant:
                    Assistant(turn);
                    break;
                case Role.Tool:
                    Results(turn);
                    break;
                default:
                    Said(turn);
                    break;
            }
        }
    }

    private void Said(Turn turn)
    {
        if (turn.Name is not null)
        {
            target.LoseHint("messages.name", "OpenAI's Responses API has no names of speakers");
        }

        var said = turn.Parts.FindAll(static part => part is not OpaquePart);
        if (said.Count > 0 || turn.Parts.Count == 0)
        {
            Begin(turn.Role switch { Role.System => "system"u8, Role.Developer => "developer"u8, _ => "user"u8 });
            Content("content"u8, said);
            json.WriteEndObject();
        }

        foreach (var part in turn.Parts)
        {
            if (part is OpaquePart opaque)
            {
                Opaque(opaque);
            }
        }
    }

    // What the model said between two calls or thoughts is a message of its own.
    private void Assistant(Turn turn)
    {
        var open = false;
        foreach (var part in turn.Parts)
        {
            if (part is TextPart or RefusalPart)
            {
                if (!open)
                {
                    Begin("assistant"u8);
                    json.WriteStartArray("content"u8);
                    open = true;
                }

                ResponsesPartWriter.Said(part, json);
                continue;
            }

            Close(ref open);
            switch (part)
            {
                case ReasoningPart thought:
                    Thought(thought);
                    break;
                case ToolCallPart call:
                    Call(call);
                    break;
                case OpaquePart opaque:
                    Opaque(opaque);
                    break;
                case MediaPart media:
                    target.LoseContent(media.Kind.ToString().ToLowerInvariant(), "OpenAI's Responses API takes no media back that a model made");
                    break;
            }
        }

        Close(ref open);
    }

    private void Close(ref bool open)
    {
        if (open)
        {
            json.WriteEndArray();
            json.WriteEndObject();
            open = false;
        }
    }

    // A thought nobody signed is for people; an id alone is known to the vendor that gave it.
    private void Thought(ReasoningPart thought)
    {
        if (ResponsesThoughts.IsFor(thought.Signature, target))
        {
            ResponsesThoughts.Write(json, thought.Id, thought.Text, thought.Signature.Value.ToString());
        }
        else if (thought is { Id: not null, Signature.IsPresent: false } && thought.Text.IsEmpty)
        {
            ResponsesThoughts.Write(json, thought.Id, default, null);
        }
    }

    private void Call(ToolCallPart call)
    {
        var id = ChatToolIds.ForItem(call.Id);
        if (call.IsCustom)
        {
            _customCalls.Add(call.Id);
        }

        json.WriteStartObject();
        json.WriteString("type"u8, call.IsCustom ? "custom_tool_call"u8 : "function_call"u8);
        json.WriteString("call_id"u8, id);
        json.WriteString("name"u8, call.Name);
        if (call.IsCustom)
        {
            json.WriteText("input"u8, call.Arguments);
        }
        else
        {
            json.WriteText("arguments"u8, call.Arguments.IsEmpty ? Utf8Text.Of("{}") : call.Arguments);
        }

        json.WriteEndObject();
    }

    private void Results(Turn turn)
    {
        foreach (var part in turn.Parts)
        {
            if (part is not ToolResultPart result)
            {
                continue;
            }

            var content = result.Content;
            if (result.IsError)
            {
                // There is no other place for it, and a model that does not know goes on as if the call had worked.
                target.LoseHint("tool_result.is_error", "OpenAI's Responses API tells errors of tools in their text only");
                content = [new TextPart(Utf8Texts.Join([Utf8Text.Of("Error: "), Utf8Texts.OfParts(content)])), .. content.Where(static part => part is not TextPart)];
            }

            json.WriteStartObject();
            json.WriteString("type"u8, result.IsCustom || _customCalls.Contains(result.CallId) ? "custom_tool_call_output"u8 : "function_call_output"u8);
            json.WriteString("call_id"u8, ChatToolIds.ForItem(result.CallId));
            Content("output"u8, content);
            json.WriteEndObject();
        }
    }

    private void Begin(ReadOnlySpan<byte> role)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "message"u8);
        json.WriteString("role"u8, role);
    }

    private void Content(ReadOnlySpan<byte> name, List<Part> parts)
    {
        if (parts is [] or [TextPart])
        {
            if (parts.Count > 0)
            {
                ResponsesPartWriter.Unmarked(parts[0], target);
            }

            json.WriteText(name, parts.Count == 0 ? default : ((TextPart)parts[0]).Text);
            return;
        }

        json.WriteStartArray(name);
        foreach (var part in parts)
        {
            ResponsesPartWriter.Given(part, target, json);
        }

        json.WriteEndArray();
    }

    private void Opaque(OpaquePart opaque)
    {
        if (opaque.Dialect == ResponsesDialect.FormatName)
        {
            json.WriteRaw(opaque.Json.Span);
        }
        else
        {
            target.LoseHint("server_tools", "calls of another vendor's own tools have no place in OpenAI's Responses API");
        }
    }
}
