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

    /// <summary>Keeps the answer for requests that refer to it, where the client's format has such; null where it is not to be kept.</summary>
    public IAnswerKeeper? Keeper { get; init; }

    /// <summary>The id of the answer that the request continues; null for none.</summary>
    public string? Previous { get; init; }

    /// <summary>Keeps reasoning that the client's format has no place for; null for none.</summary>
    public ReasoningCarrier? Carrier { get; init; }
}
