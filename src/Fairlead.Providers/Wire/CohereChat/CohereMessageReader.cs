using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.CohereChat;

/// <summary>Reads <c>messages</c>.</summary>
internal sealed class CohereMessageReader(JsonBody body)
{
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
        CohereContent.Read(body, message, turn.Parts, at);
        turns.Add(turn);
    }

    private void Assistant(JsonElement message, List<Turn> turns, string at)
    {
        var turn = new Turn(Role.Assistant);
        CohereContent.Read(body, message, turn.Parts, at);
        CohereCalls.Plan(body, message, turn.Parts);
        if (!CohereCalls.Read(body, message, turn.Parts))
        {
            throw new WireException($"a tool call of '{at}' has no 'function'", at + ".tool_calls");
        }

        turns.Add(turn);
    }

    private void Result(JsonElement message, List<Turn> turns, string at)
    {
        var id = message.Text("tool_call_id"u8) ?? throw new WireException($"'{at}' has no 'tool_call_id'", at + ".tool_call_id");
        var result = new ToolResultPart(id);
        CohereContent.Read(body, message, result.Content, at);
        if (turns.Count == 0 || turns[^1].Role != Role.Tool)
        {
            turns.Add(new Turn(Role.Tool));
        }

        turns[^1].Parts.Add(result);
    }
}
