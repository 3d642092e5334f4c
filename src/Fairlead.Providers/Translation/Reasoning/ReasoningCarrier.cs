namespace Fairlead.Providers.Translation.Reasoning;

/// <summary>
/// Carries signed reasoning through the tool loop of a client that knows nothing of it. Claude with thinking and Gemini 3 refuse the turn after a tool call
/// unless what they signed comes back; OpenAI's format has no place for it, but every client sends the ids of tool calls back. Thread-safe.
/// </summary>
/// <param name="carriage">How it is carried, asked anew for every call.</param>
/// <param name="time">The clock of the cache.</param>
internal sealed class ReasoningCarrier(Func<ReasoningCarriage> carriage, TimeProvider time)
{
    private readonly ReasoningCache _cache = new(time);

    /// <summary>Keeps what led to a call.</summary>
    /// <param name="callId">The vendor's id of the call.</param>
    /// <param name="before">The signed thoughts before it; empty for the second of parallel calls.</param>
    /// <param name="signature">What the vendor signed about the call itself.</param>
    /// <returns>The id to tell the client.</returns>
    public string Keep(string callId, IReadOnlyList<ReasoningPart> before, SignedState signature)
    {
        var how = carriage();
        if (how == ReasoningCarriage.Off || before.Count == 0 && !signature.IsPresent)
        {
            return callId;
        }

        var kept = new CarriedReasoning(callId, before, signature);
        if (how == ReasoningCarriage.Ids)
        {
            return ReasoningIds.Pack(kept);
        }

        _cache.Keep(kept);
        return callId;
    }

    /// <summary>What was kept of a call.</summary>
    /// <param name="id">The id the client sent back.</param>
    /// <returns>Null where nothing is known of it: the id is then the call's own.</returns>
    public CarriedReasoning? Restore(string id) => ReasoningIds.Unpack(id) ?? _cache.Find(id);
}

/// <summary>What led to a call.</summary>
/// <param name="CallId">The vendor's id of it.</param>
/// <param name="Before">The signed thoughts before it.</param>
/// <param name="Signature">What the vendor signed about the call itself.</param>
internal sealed record CarriedReasoning(string CallId, IReadOnlyList<ReasoningPart> Before, SignedState Signature);
