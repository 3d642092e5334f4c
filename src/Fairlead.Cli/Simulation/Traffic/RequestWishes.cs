using Fairlead.Attempts;

namespace Fairlead.Cli.Simulation.Traffic;

/// <summary>What few requests ask of routing beyond a model.</summary>
internal sealed record RequestWishes
{
    /// <summary>Routing tags; null for none.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Region the deployment must be in.</summary>
    public string? Region { get; init; }

    /// <summary>The caller's team; null for none.</summary>
    public string? Team { get; init; }

    /// <summary>Its place among those who wait: the lower, the sooner; null for the router's.</summary>
    public int? Priority { get; init; }

    /// <summary>What it asks of a model beyond text.</summary>
    public RequestNeeds Needs { get; init; }

    /// <summary>Its own limit on output tokens.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>Who asks, by a name that ties go by; null where nobody is known.</summary>
    public string? Caller { get; init; }

    /// <summary>Hashes of what its prompt begins with, from the shortest length to the longest; null for none.</summary>
    public ulong[]? PrefixHashes { get; init; }

    /// <summary>Nothing is asked for.</summary>
    public bool IsEmpty => Caller is null && PrefixHashes is null && Tags is null && Region is null && Team is null && Priority is null && Needs == RequestNeeds.None && MaxOutputTokens is null;
}
