using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Translation.Reasoning;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.Gemini;

/// <summary>Reads <c>contents</c>; the results of functions, which are the user's, become turns of their own.</summary>
internal sealed class GeminiContentReader(JsonBody body, ReasoningCarrier? carrier, List<Turn> turns)
{
    private readonly GeminiCalls _calls = new();

    public void Read(JsonElement contents)
    {
        var index = 0;
        foreach (var content in contents.Several("contents"))
        {
            Content(content, $"contents[{index++}]");
        }
    }

    private void Content(JsonElement content, string at)
    {
        // Many clients leave the role out; "function" is what the first models called results.
        var isModel = content.Word("role"u8) switch
        {
            null or "user" or "function" or "tool" => false,
            "model" => true,
            var role => throw new WireException($"'{at}.role' is '{role}'; user and model are roles", at + ".role"),
        };
        var parts = new List<Part>();
        if (content.TryMember("parts"u8, out var list))
        {
            new GeminiPartReader(body, _calls, at + ".parts").Read(list, parts);
        }

        if (isModel)
        {
            var turn = new Turn(Role.Assistant);
            turn.Parts.AddRange(Restored(parts));
            turns.Add(turn);
            return;
        }

        var results = parts.FindAll(static part => part is ToolResultPart);
        if (results.Count > 0)
        {
            var turn = new Turn(Role.Tool);
            turn.Parts.AddRange(results.Select(part => Owned((ToolResultPart)part)));
            turns.Add(turn);
        }

        if (results.Count == 0 || results.Count < parts.Count)
        {
            var turn = new Turn(Role.User);
            turn.Parts.AddRange(parts.FindAll(static part => part is not ToolResultPart));
            turns.Add(turn);
        }
    }

    /// <summary>What another vendor signed has no place here: it comes back by the ids of the calls it led to.</summary>
    private List<Part> Restored(List<Part> parts)
    {
        for (var i = 0; carrier is not null && i < parts.Count; i++)
        {
            if (parts[i] is ToolCallPart call && carrier.Restore(call.Id) is { } carried)
            {
                var signature = carried.Signature.IsPresent ? carried.Signature : call.Signature;
                parts[i] = new ToolCallPart(carried.CallId, call.Name, call.Arguments) { Signature = signature };
                if (carried.Before.Count > 0)
                {
                    parts.RemoveAll(static part => part is ReasoningPart { Signature.IsPresent: false });
                    parts.InsertRange(0, carried.Before);
                    i = parts.FindIndex(part => part is ToolCallPart other && other.Id == carried.CallId);
                }
            }
        }

        return parts;
    }

    private ToolResultPart Owned(ToolResultPart result)
    {
        if (carrier?.Restore(result.CallId)?.CallId is not { } id || id == result.CallId)
        {
            return result;
        }

        var owned = new ToolResultPart(id) { Name = result.Name, IsError = result.IsError };
        owned.Content.AddRange(result.Content);
        return owned;
    }
}
