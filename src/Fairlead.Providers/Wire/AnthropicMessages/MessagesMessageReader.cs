using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Translation.Reasoning;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.AnthropicMessages;

/// <summary>Reads <c>messages</c>; the results of tools, which are the user's at Anthropic, become turns of their own.</summary>
internal sealed class MessagesMessageReader(JsonBody body, ReasoningCarrier? carrier)
{
    /// <summary>Reads them.</summary>
    /// <param name="messages">The list.</param>
    /// <param name="mark">The mark of the last block, where the request says so as a whole; empty for none.</param>
    /// <param name="turns">Gets the turns.</param>
    public void Read(JsonElement messages, RawJson mark, List<Turn> turns)
    {
        var items = messages.Items("messages");
        var left = messages.GetArrayLength();
        foreach (var message in items)
        {
            var at = $"messages[{messages.GetArrayLength() - left}]";
            left--;
            Message(message, left == 0 ? mark : default, at, turns);
        }
    }

    private void Message(JsonElement message, RawJson mark, string at, List<Turn> turns)
    {
        var role = message.Text("role"u8) switch
        {
            "user" => Role.User,
            "assistant" => Role.Assistant,
            "system" => Role.System,
            null => throw new WireException($"'{at}' has no 'role'", at + ".role"),
            var other => throw new WireException($"'{at}.role' is '{other}'; user, assistant and system are roles", at + ".role"),
        };
        if (!message.TryGetProperty("content"u8, out var content))
        {
            throw new WireException($"'{at}' has no 'content'", at + ".content");
        }

        var parts = new List<Part>();
        new MessagesBlockReader(body, at + ".content") { LastMark = mark, ReadsResults = role == Role.User }.Read(content, parts);
        if (role == Role.Assistant)
        {
            parts = Restored(parts);
        }

        Add(role, parts, turns);
    }

    private void Add(Role role, List<Part> parts, List<Turn> turns)
    {
        var results = parts.FindAll(static part => part is ToolResultPart);
        if (results.Count > 0)
        {
            var turn = new Turn(Role.Tool);
            turn.Parts.AddRange(results.Select(part => Called((ToolResultPart)part)));
            turns.Add(turn);
        }

        if (results.Count == 0 || results.Count < parts.Count)
        {
            var turn = new Turn(role);
            turn.Parts.AddRange(parts.FindAll(static part => part is not ToolResultPart));
            turns.Add(turn);
        }
    }

    // What another vendor than Anthropic signed has no place in the format: it was carried for the client.
    private List<Part> Restored(List<Part> parts)
    {
        if (carrier is null || !parts.Exists(static part => part is ToolCallPart))
        {
            return parts;
        }

        var before = new List<Part>();
        var restored = new List<Part>(parts.Count);
        foreach (var part in parts)
        {
            if (part is ToolCallPart call && carrier.Restore(call.Id) is { } carried)
            {
                before.AddRange(carried.Before);
                restored.Add(new ToolCallPart(carried.CallId, call.Name, call.Arguments) { CacheControl = call.CacheControl, Signature = carried.Signature });
            }
            else
            {
                restored.Add(part);
            }
        }

        if (before.Count > 0)
        {
            // The client saw the same thoughts without their signatures.
            restored.RemoveAll(static part => part is ReasoningPart { Signature.IsPresent: false });
            restored.InsertRange(0, before);
        }

        return restored;
    }

    private ToolResultPart Called(ToolResultPart result)
    {
        if (carrier?.Restore(result.CallId) is not { } carried || carried.CallId == result.CallId)
        {
            return result;
        }

        var called = new ToolResultPart(carried.CallId) { IsError = result.IsError, CacheControl = result.CacheControl };
        called.Content.AddRange(result.Content);
        return called;
    }
}
