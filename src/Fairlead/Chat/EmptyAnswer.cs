using Fairlead.Attempts;
using Microsoft.Extensions.AI;

namespace Fairlead.Chat;

/// <summary>What counts as an answer with nothing in it: no content of any kind, no token counted, and no reason to finish but that the model was done.</summary>
internal static class EmptyAnswer
{
    /// <summary>Whether an answer without content is none.</summary>
    /// <param name="finish">Its reason to finish.</param>
    /// <param name="usage">What it used.</param>
    /// <param name="mayBeEmpty">No more than one token was asked for.</param>
    public static bool Is(ChatFinishReason? finish, UsageDetails? usage, bool mayBeEmpty) =>
        !mayBeEmpty && (finish is null || finish == ChatFinishReason.Stop) && usage?.OutputTokenCount is null or 0;

    public static UpstreamException Exception() => new(FailureKind.EmptyAnswer, 200, "the answer is empty");

    /// <summary>Throws when a plain answer is none.</summary>
    public static ChatResponse Check(ChatResponse response, ChatOptions? options)
    {
        if (!Is(response.FinishReason, response.Usage, options?.MaxOutputTokens <= 1))
        {
            return response;
        }

        var messages = response.Messages;
        for (var i = 0; i < messages.Count; i++)
        {
            var contents = messages[i].Contents;
            for (var j = 0; j < contents.Count; j++)
            {
                if (IsContent(contents[j]))
                {
                    return response;
                }
            }
        }

        throw Exception();
    }

    /// <summary>Whether an update of a stream holds something a caller could use.</summary>
    public static bool HasContent(ChatResponseUpdate update)
    {
        foreach (var content in update.Contents)
        {
            if (IsContent(content))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a piece of an answer is something a caller could use.</summary>
    public static bool IsContent(AIContent content) =>
        content is not (UsageContent or TextContent { Text.Length: 0 } or TextReasoningContent { Text.Length: 0 });
}
