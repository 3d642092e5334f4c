using Fairlead.Configuration;

namespace Fairlead.Gateway.Reload;

/// <summary>Which configuration is in force, and whether what stands in the file now could be taken.</summary>
internal sealed record ReloadStatus
{
    /// <summary>The file.</summary>
    public required string Source { get; init; }

    /// <summary>Number of the generation in force, from 1.</summary>
    public required int Generation { get; init; }

    /// <summary>When it was put in force.</summary>
    public required DateTimeOffset LoadedAt { get; init; }

    /// <summary>When the file was last refused; null when what it holds is in force.</summary>
    public DateTimeOffset? RefusedAt { get; init; }

    /// <summary>Why it was refused: every finding; empty when what it holds is in force.</summary>
    public IReadOnlyList<ConfigDiagnostic> Errors { get; init; } = [];
}

/// <summary>What a look at the file led to.</summary>
internal enum ReloadOutcome
{
    /// <summary>It holds what it held before.</summary>
    Unchanged,

    /// <summary>A new generation is in force.</summary>
    Reloaded,

    /// <summary>It cannot be used, or not be read: the old generation stays in force.</summary>
    Refused,
}
