using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Translation.Reasoning;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary>Reads the messages of a chat request.</summary>
internal sealed class ChatMessageReader(JsonBody body, ReasoningCarrier? carrier)
{
    private readonly Dictionary<string, CarriedReasoning> _carried = [];

    public void Read(JsonElement messages, List<Turn> turns)
    {
        var index = 0;
        foreach (var message in messages.Items("messages"))
        {
            Message(message, turns, index++);
        }
    }

    private void Message(JsonElement message, List<Turn> turns, int index)
    {
        var at = $"messages[{index}]";
        var role = message.Text("role"u8) ?? throw new WireException($"'{at}' has no 'role'", at + ".role");
        switch (role)
        {
            case "system":
                Said(Role.System, message, turns, at);
                break;
            case "developer":
                Said(Role.Developer, message, turns, at);
                break;
            case "user":
                Said(Role.User, message, turns, at);
                break;
            case "assistant":
                Assistant(message, turns, at);
                break;
            case "tool" or "function":
                Result(message, turns, at);
                break;
            default:
                throw new WireException($"'{at}.role' is '{role}'; system, developer, user, assistant and tool are roles", at + ".role");
        }
    }

    private void Said(Role role, JsonElement message, List<Turn> turns, string at)
    {
        var turn = new Turn(role) { Name = message.Text("name"u8) };
        ChatPartReader.Content(body, message, turn.Parts, at);
        turns.Add(turn);
    }

    private void Assistant(JsonElement message, List<Turn> turns, string at)
    {
        var turn = new Turn(Role.Assistant) { Name = message.Text("name"u8) };
        var calls = new List<ToolCallPart>();
        if (message.TryArray("tool_calls"u8, out var list))
        {
            foreach (var call in list.EnumerateArray())
            {
                calls.Add(Call(call, turn, at));
            }
        }
        else if (message.TryObject("function_call"u8, out var old))
        {
            // Before there were ids: the result is found by the function's name.
            var name = old.Text("name"u8) ?? "";
            calls.Add(new ToolCallPart(name, name, body.Text(old, "arguments"u8)));
        }

        // What the client gives back itself is complete; what was carried for it stands in where it gives nothing.
        if (!ChatReasoning.Thoughts(body, message, turn.Parts) && _carried.Count > 0)
        {
            turn.Parts.Clear();
            foreach (var carried in _carried.Values)
            {
                turn.Parts.AddRange(carried.Before);
            }
        }

        _carried.Clear();
        ChatPartReader.Content(body, message, turn.Parts, at, isAssistant: true);
        if (body.Text(message, "refusal"u8) is { IsEmpty: false } refusal)
        {
            turn.Parts.Add(new RefusalPart(refusal));
        }

        turn.Parts.AddRange(calls);
        turns.Add(turn);
    }

    private ToolCallPart Call(JsonElement call, Turn turn, string at)
    {
        var id = call.Text("id"u8) ?? "";
        var signature = ChatReasoning.CallSignature(body, call);
        if (carrier?.Restore(id) is { } carried)
        {
            _carried[id] = carried;
            id = carried.CallId;
            signature = signature.IsPresent ? signature : carried.Signature;
        }

        if (call.TryObject("custom"u8, out var custom))
        {
            return new ToolCallPart(id, custom.Text("name"u8) ?? "", body.Text(custom, "input"u8)) { IsCustom = true, Signature = signature };
        }

        return call.TryObject("function"u8, out var function)
            ? new ToolCallPart(id, function.Text("name"u8) ?? "", Arguments(function)) { Signature = signature }
            : throw new WireException($"a tool call of '{at}' has neither 'function' nor 'custom'", at + ".tool_calls");
    }

    // A text of JSON; some clients send the object itself.
    private Utf8Text Arguments(JsonElement function) =>
        function.TryGetProperty("arguments"u8, out var value) && value.ValueKind == JsonValueKind.Object
            ? new Utf8Text(body.Raw(value).Memory)
            : body.Text(function, "arguments"u8);

    private void Result(JsonElement message, List<Turn> turns, string at)
    {
        var id = message.Text("tool_call_id"u8) ?? message.Text("name"u8) ?? throw new WireException($"'{at}' has no 'tool_call_id'", at + ".tool_call_id");
        var result = new ToolResultPart(carrier?.Restore(id)?.CallId ?? id) { Name = message.Text("name"u8), CacheControl = body.Raw(message, "cache_control"u8) };
        ChatPartReader.Content(body, message, result.Content, at, markLast: false);
        if (turns.Count == 0 || turns[^1].Role != Role.Tool)
        {
            turns.Add(new Turn(Role.Tool));
        }

        turns[^1].Parts.Add(result);
    }
}
