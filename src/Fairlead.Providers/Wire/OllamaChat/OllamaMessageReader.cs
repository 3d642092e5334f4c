using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OllamaChat;

/// <summary>Reads <c>messages</c>.</summary>
internal sealed class OllamaMessageReader(JsonBody body)
{
    private readonly OllamaCallIds _ids = new();

    public void Read(JsonElement messages, List<Turn> turns)
    {
        var index = 0;
        foreach (var message in messages.Items("messages"))
        {
            Message(message, turns, $"messages[{index++}]");
        }
    }

    private void Message(JsonElement message, List<Turn> turns, string at)
    {
        switch (message.Text("role"u8))
        {
            case "system":
                Said(Role.System, message, turns, at);
                break;
            case "user":
                Said(Role.User, message, turns, at);
                break;
            case "assistant":
                Assistant(message, turns, at);
                break;
            case "tool":
                Result(message, turns, at);
                break;
            case null:
                throw new WireException($"'{at}' has no 'role'", at + ".role");
            case var role:
                throw new WireException($"'{at}.role' is '{role}'; system, user, assistant and tool are roles", at + ".role");
        }
    }

    private void Said(Role role, JsonElement message, List<Turn> turns, string at)
    {
        var turn = new Turn(role);
        Content(message, turn.Parts, at);
        turns.Add(turn);
    }

    private void Assistant(JsonElement message, List<Turn> turns, string at)
    {
        var turn = new Turn(Role.Assistant);
        if (body.Text(message, "thinking"u8) is { IsEmpty: false } thought)
        {
            turn.Parts.Add(new ReasoningPart(thought));
        }

        Content(message, turn.Parts, at);
        _ids.NewTurn();
        if (message.TryArray("tool_calls"u8, out var calls))
        {
            foreach (var call in calls.EnumerateArray())
            {
                var part = OllamaCalls.Read(body, call) ?? throw new WireException($"a tool call of '{at}' has no 'function'", at + ".tool_calls");
                turn.Parts.Add(new ToolCallPart(_ids.Called(part.Id, part.Name), part.Name, part.Arguments));
            }
        }

        turns.Add(turn);
    }

    private void Result(JsonElement message, List<Turn> turns, string at)
    {
        // Older clients call it "name".
        var name = message.Text("tool_name"u8) ?? message.Text("name"u8);
        var result = new ToolResultPart(_ids.Answered(message.Text("tool_call_id"u8), name)) { Name = name };
        Content(message, result.Content, at);
        if (turns.Count == 0 || turns[^1].Role != Role.Tool)
        {
            turns.Add(new Turn(Role.Tool));
        }

        turns[^1].Parts.Add(result);
    }

    private void Content(JsonElement message, List<Part> parts, string at)
    {
        if (message.TryGetProperty("content"u8, out var content) && content.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
        {
            throw new WireException($"'{at}.content' must be a text", at + ".content");
        }

        if (body.Text(message, "content"u8) is { IsEmpty: false } text)
        {
            parts.Add(new TextPart(text));
        }

        if (message.TryArray("images"u8, out var images))
        {
            foreach (var image in images.EnumerateArray())
            {
                parts.Add(OllamaImages.Read(body, image) ?? throw new WireException($"'{at}.images' must hold texts of base64", at + ".images"));
            }
        }
    }
}
