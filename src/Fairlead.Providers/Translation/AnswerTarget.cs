using Fairlead.Providers.Translation.Reasoning;

namespace Fairlead.Providers.Translation;

/// <summary>Whom an answer is written for.</summary>
internal sealed class AnswerTarget
{
    /// <summary>The request; what it asks for shows in some formats' answers.</summary>
    public required Conversation Request { get; init; }

    /// <summary>The model that was asked for, where the upstream does not name itself.</summary>
    public required string Model { get; init; }

    /// <summary>The answer's id where the upstream gives none, without a prefix.</summary>
    public required string Id { get; init; }

    /// <summary>Now, in seconds since 1970.</summary>
    public required long Now { get; init; }

    /// <summary>Keeps reasoning that the client's format has no place for; null for none.</summary>
    public ReasoningCarrier? Carrier { get; init; }
}
