using Fairlead.Providers.Translation;
using Microsoft.Extensions.AI;

namespace Fairlead.Providers.Chat;

/// <summary>Reads one of Microsoft.Extensions.AI's messages; the results of tools become turns of their own.</summary>
internal static class TurnBuilder
{
    public static void Add(ChatMessage message, List<Turn> turns)
    {
        var turn = new Turn(RoleOf(message.Role)) { Name = string.IsNullOrEmpty(message.AuthorName) ? null : message.AuthorName };
        foreach (var content in message.Contents)
        {
            if (content is FunctionResultContent result)
            {
                Result(result, turns);
            }
            else if (PartBuilder.Part(content) is { } part)
            {
                turn.Parts.Add(part);
            }
        }

        // A message of results alone, or of usage alone, says nothing itself.
        var saysNothing = turn.Parts.Count == 0 && (message.Contents.Count > 0 || turn.Role == Role.Assistant);
        if (turn.Role != Role.Tool && !saysNothing && !OnlyThoughts(turn))
        {
            turns.Add(turn);
        }
    }

    // Thoughts that nobody signed, and nothing else: no format has a message for them.
    private static bool OnlyThoughts(Turn turn) =>
        turn.Parts.Count > 0 && turn.Parts.TrueForAll(static part => part is ReasoningPart { Signature.IsPresent: false });

    private static Role RoleOf(ChatRole role) => role.Value switch
    {
        "system" => Role.System,
        "developer" => Role.Developer,
        "assistant" => Role.Assistant,
        "tool" => Role.Tool,
        _ => Role.User,
    };

    private static void Result(FunctionResultContent result, List<Turn> turns)
    {
        var part = new ToolResultPart(result.CallId) { IsError = result is { Result: null, Exception: not null } };
        switch (result)
        {
            case { Result: null, Exception: { } exception }:
                part.Content.Add(new TextPart(Utf8Text.Of(exception.Message)));
                break;
            case { Result: AIContent content }:
                Add(part, [content]);
                break;
            case { Result: IEnumerable<AIContent> contents }:
                Add(part, contents);
                break;
            default:
                part.Content.Add(new TextPart(Utf8Text.Of(JsonValues.ResultText(result.Result))));
                break;
        }

        if (turns.Count == 0 || turns[^1].Role != Role.Tool)
        {
            turns.Add(new Turn(Role.Tool));
        }

        turns[^1].Parts.Add(part);
    }

    private static void Add(ToolResultPart part, IEnumerable<AIContent> contents)
    {
        foreach (var content in contents)
        {
            if (PartBuilder.Part(content) is { } read)
            {
                part.Content.Add(read);
            }
        }
    }
}
