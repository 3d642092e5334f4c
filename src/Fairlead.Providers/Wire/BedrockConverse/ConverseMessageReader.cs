using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.BedrockConverse;

/// <summary>Reads <c>messages</c>; the results of tools, which are the user's in Converse, become turns of their own.</summary>
internal static class ConverseMessageReader
{
    public static void Read(JsonBody body, JsonElement messages, SignedBy signs, List<Turn> turns)
    {
        var index = 0;
        foreach (var message in messages.Items("messages"))
        {
            var at = $"messages[{index++}]";
            var isUser = message.Text("role"u8) switch
            {
                "user" => true,
                "assistant" => false,
                null => throw new WireException($"'{at}' has no 'role'", at + ".role"),
                var role => throw new WireException($"'{at}.role' is '{role}'; user and assistant are roles", at + ".role"),
            };
            if (!message.TryGetProperty("content"u8, out var content))
            {
                throw new WireException($"'{at}' has no 'content'", at + ".content");
            }

            var parts = new List<Part>();
            new ConverseBlockReader(body, signs, at + ".content", resultsAreOpaque: !isUser).Read(content, parts);
            Add(isUser ? Role.User : Role.Assistant, parts, turns);
        }
    }

    private static void Add(Role role, List<Part> parts, List<Turn> turns)
    {
        var results = parts.FindAll(static part => part is ToolResultPart);
        if (results.Count > 0)
        {
            var turn = new Turn(Role.Tool);
            turn.Parts.AddRange(results);
            turns.Add(turn);
        }

        if (results.Count == 0 || results.Count < parts.Count)
        {
            var turn = new Turn(role);
            turn.Parts.AddRange(parts.FindAll(static part => part is not ToolResultPart));
            turns.Add(turn);
        }
    }
}
