namespace Fairlead.Affinity;

/// <summary>What may tie a request to the deployment that answered before. Only what the configuration switches on is looked at.</summary>
public sealed record RequestAffinity
{
    /// <summary>The answer this request continues; null for none. Comes first, whatever the load: nobody else knows that answer.</summary>
    public string? PreviousResponseId { get; init; }

    /// <summary>Keys of the first and of the last sealed text the request brings along (<see cref="AffinityKey.OfSealed"/>); 0 for none.</summary>
    /// <remarks>The last is what the answer before brought; the first stays the same while a conversation grows.</remarks>
    internal (ulong First, ulong Last) Sealed { get; init; }

    /// <summary>The session, as the client names it; null for none.</summary>
    public string? SessionId { get; init; }

    /// <summary>What the prompt begins with; null when it is too short to be cached anywhere.</summary>
    public PromptPrefix? Prefix { get; init; }

    /// <summary>Who asks, by an opaque name such as a hash of the API key; null where unknown. OpenAI's <c>user</c> is not meant: LiteLLM does not go by it either.</summary>
    public string? Caller { get; init; }
}
