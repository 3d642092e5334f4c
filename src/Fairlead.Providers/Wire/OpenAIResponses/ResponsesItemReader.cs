using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Translation.Reasoning;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIResponses;

/// <summary>
/// Reads the input: a text, or items. What the model said, thought and called stands there item by item; what lies between two other
/// items is one turn of it, and results that follow one another are one turn of tools.
/// </summary>
internal sealed class ResponsesItemReader(JsonBody body, Conversation conversation, ReasoningCarrier? carrier)
{
    private readonly List<CarriedReasoning> _carried = [];

    public void Read(JsonElement input)
    {
        if (input.ValueKind == JsonValueKind.String)
        {
            Turn(Role.User).Parts.Add(new TextPart(body.Text(input)));
            return;
        }

        var index = 0;
        foreach (var item in input.Items("input"))
        {
            Item(item, $"input[{index++}]");
        }

        Restore();
    }

    private void Item(JsonElement item, string at)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            throw new WireException($"'{at}' must be an object", at);
        }

        switch (item.Text("type"u8) ?? (item.Text("role"u8) is null ? "" : "message"))
        {
            case "message":
                Message(item, at);
                break;
            case "reasoning":
                if (ResponsesThoughts.ReadBack(body, item) is { Count: > 0 } thoughts)
                {
                    Turn(Role.Assistant).Parts.AddRange(thoughts);
                }

                break;
            case "function_call":
                Call(item, body.Text(item, "arguments"u8), custom: false);
                break;
            case "custom_tool_call":
                Call(item, body.Text(item, "input"u8), custom: true);
                break;
            case "function_call_output":
                Result(item, at, custom: false);
                break;
            case "custom_tool_call_output":
                Result(item, at, custom: true);
                break;
            case "item_reference":
                conversation.Bound.Add(new BoundMember(at, default, LossKind.Content, ResponsesBound.KeptElsewhere) { Error = ResponsesNotFound.Item(item.Text("id"u8)) });
                Opaque(item, Role.Assistant);
                break;
            case { Length: > 0 } type:
                // Calls of OpenAI's own tools are the model's; their results and approvals are the client's.
                Opaque(item, type.EndsWith("_call", StringComparison.Ordinal) || type is "compaction" or "mcp_list_tools" or "mcp_approval_request" ? Role.Assistant : Role.User);
                break;
            default:
                throw new WireException($"'{at}' has neither 'type' nor 'role'", at);
        }
    }

    private void Message(JsonElement item, string at)
    {
        var role = item.Text("role"u8) switch
        {
            "user" => Role.User,
            "assistant" => Role.Assistant,
            "system" => Role.System,
            "developer" => Role.Developer,
            var other => throw new WireException($"'{at}.role' is '{other}'; user, assistant, system and developer are roles", at + ".role"),
        };
        var parts = role == Role.Assistant ? Turn(role).Parts : NewTurn(role).Parts;
        if (item.TryGetProperty("content"u8, out var content))
        {
            ResponsesPartReader.Content(body, content, parts, at + ".content");
        }
    }

    private void Call(JsonElement item, Utf8Text arguments, bool custom)
    {
        var id = item.Text("call_id"u8) ?? item.Text("id"u8) ?? "";
        var signature = SignedState.None;
        var turn = Turn(Role.Assistant);
        if (carrier?.Restore(id) is { } carried)
        {
            _carried.Add(carried);
            (id, signature) = (carried.CallId, carried.Signature);
        }

        turn.Parts.Add(new ToolCallPart(id, item.Text("name"u8) ?? "", arguments) { IsCustom = custom, Signature = signature });
    }

    private void Result(JsonElement item, string at, bool custom)
    {
        var id = item.Text("call_id"u8) ?? throw new WireException($"'{at}' has no 'call_id'", at + ".call_id");
        var result = new ToolResultPart(carrier?.Restore(id)?.CallId ?? id) { IsCustom = custom };
        if (item.TryGetProperty("output"u8, out var output))
        {
            ResponsesPartReader.Content(body, output, result.Content, at + ".output");
        }

        Turn(Role.Tool).Parts.Add(result);
    }

    private void Opaque(JsonElement item, Role role) => Turn(role).Parts.Add(new OpaquePart(ResponsesDialect.FormatName, body.Raw(item)));

    /// <summary>The turn that is under way, or a new one where another speaks.</summary>
    private Turn Turn(Role role) => conversation.Turns is [.., var last] && last.Role == role ? last : NewTurn(role);

    private Turn NewTurn(Role role)
    {
        Restore();
        var turn = new Turn(role);
        conversation.Turns.Add(turn);
        return turn;
    }

    // What the client gives back itself is complete; what was carried for its calls stands in where it gives nothing.
    private void Restore()
    {
        if (_carried.Count > 0 && !conversation.Turns[^1].Parts.Exists(static part => part is ReasoningPart && part.Signature.IsPresent))
        {
            conversation.Turns[^1].Parts.InsertRange(0, _carried.SelectMany(static carried => carried.Before));
        }

        _carried.Clear();
    }
}
