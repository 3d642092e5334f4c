using Fairlead.Attempts;
using Microsoft.Extensions.AI;

namespace Fairlead.Chat;

/// <summary>An answer that a content filter cut: a refused prompt where somebody is named for such, an answer like any other where nobody is.</summary>
internal static class FilteredAnswer
{
    /// <summary>Whether an answer is to be taken for a refused prompt.</summary>
    public static bool Is(object? answer, RouteSession session) => Is((answer as ChatResponse)?.FinishReason, session);

    /// <summary>The same by its reason to finish.</summary>
    public static bool Is(ChatFinishReason? finish, RouteSession session) => finish == ChatFinishReason.ContentFilter && session.TurnsFromFilter;

    public static UpstreamException Exception() => new(FailureKind.ContentPolicy, 200, "a content filter cut the answer");

    /// <summary>What the router is told of it: its tokens were used all the same.</summary>
    public static AttemptReport Report(in AttemptReport success, UpstreamException exception) =>
        success with { Failure = exception.Failure, Status = exception.Status, Reason = exception.Message };
}
