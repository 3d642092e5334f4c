using Fairlead.Attempts;

namespace Fairlead.Model;

/// <content>What the filters ask of a deployment, worked out once for a generation.</content>
public sealed partial class Deployment
{
    /// <summary>A bit of <see cref="Lacks"/> beside those of <see cref="RequestNeeds"/>: it belongs to a team, so that the team is asked for.</summary>
    internal const int Owned = 1 << 29;

    /// <summary>Another: it is out of service for now (<c>model_info.blocked</c>).</summary>
    internal const int Paused = 1 << 30;

    /// <summary>Its tags, <c>metadata.tags</c> included.</summary>
    internal TagMask Tags { get; init; }

    /// <summary>Tagged <c>default</c>: serves who no tag serves.</summary>
    internal bool HasDefaultTag { get; init; }

    /// <summary>The patterns of its <c>tag_regex</c>.</summary>
    internal TagMask UserAgents { get; init; }

    /// <summary>Its region's number in this generation; <see cref="FilterTables.None"/> without one.</summary>
    internal int Region { get; init; } = FilterTables.None;

    /// <summary>Its team's number; <see cref="FilterTables.None"/> when it is everybody's.</summary>
    internal int Team { get; init; } = FilterTables.None;

    /// <summary>Its access groups.</summary>
    internal TagMask AccessGroups { get; init; }

    /// <summary>What it is known not to be able to do (bits of <see cref="RequestNeeds"/>), with <see cref="Owned"/> and <see cref="Paused"/>.</summary>
    internal int Lacks { get; }

    /// <summary>Most tokens a prompt may have; the largest number there is where that is not known.</summary>
    internal int MaxInputTokens { get; }
}
