using Fairlead.Attempts;

namespace Fairlead.Cli.Simulation.Traffic.Traces;

/// <summary>How a recorded request ended.</summary>
/// <param name="Kind">How its last attempt failed; none for an answer, and where nobody was asked.</param>
/// <param name="Refusal">Why nobody was asked, or nobody any more.</param>
internal readonly record struct RecordedEnd(FailureKind Kind, RouteRefusal Refusal)
{
    /// <summary>What an answer is called.</summary>
    public const string Answer = "answered";

    public bool IsAnswer => Kind == FailureKind.None && Refusal == RouteRefusal.None;

    /// <summary>Its caller left: neither an answer nor a failure.</summary>
    public bool IsLeft => Kind == FailureKind.Cancelled;

    public bool IsFailure => !IsAnswer && !IsLeft;

    /// <summary>Reads a word: <c>answered</c>, a kind of failure, or a refusal.</summary>
    public static RecordedEnd? Read(string word) =>
        string.Equals(word, Answer, StringComparison.OrdinalIgnoreCase) ? default(RecordedEnd)
        : Enum.TryParse<FailureKind>(word, ignoreCase: true, out var kind) && Enum.IsDefined(kind) ? new RecordedEnd(kind, RouteRefusal.None)
        : Enum.TryParse<RouteRefusal>(word, ignoreCase: true, out var refusal) && Enum.IsDefined(refusal) ? new RecordedEnd(FailureKind.None, refusal)
        : null;
}
