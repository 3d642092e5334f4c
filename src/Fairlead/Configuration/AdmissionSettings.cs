namespace Fairlead.Configuration;

/// <summary>How requests wait when every deployment of their group is at its limit (<c>admission</c>, Fairlead's own key). Unset values take the defaults named.</summary>
public sealed record AdmissionSettings
{
    /// <summary>Most requests that wait for one group (<c>max_queue</c>); 1024 unless set. Zero: none waits.</summary>
    public int? MaxQueue { get; init; }

    /// <summary>Longest wait (<c>timeout</c>); the router's <c>timeout</c> unless set.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Requests wait too where all who may answer rest because of a rate limit (<c>wait_for_cooldowns</c>); false unless set: they are refused with the time that is left.</summary>
    public bool? WaitForCooldowns { get; init; }

    /// <summary>Places of each group kept for requests of a priority (<c>reserved</c>). Those nobody uses stay free for that priority; the others are everybody's.</summary>
    public IReadOnlyDictionary<int, int> Reserved { get; init; } = new Dictionary<int, int>();
}
