using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Wire.AnthropicMessages;

/// <summary>What earlier turns ask of a request.</summary>
internal static class MessagesHistory
{
    /// <summary>Tools were called before: the vendor then wants tools in the request, too.</summary>
    public static bool HasCalls(Conversation conversation) =>
        conversation.Turns.Exists(static turn => turn.Parts.Exists(static part => part is ToolCallPart or ToolResultPart));

    /// <summary>Results of calls come last, and no thoughts that Claude signed led to the calls.</summary>
    public static bool IsAmidThoughtlessCalls(Conversation conversation)
    {
        var turns = conversation.Turns;
        if (turns.Count < 2 || turns[^1].Role != Role.Tool)
        {
            return false;
        }

        var calls = turns.FindLast(static turn => turn.Role == Role.Assistant);
        return calls is not null && !calls.Parts.Exists(static part => part is ReasoningPart && part.Signature.IsFor(SignedBy.Anthropic));
    }
}
