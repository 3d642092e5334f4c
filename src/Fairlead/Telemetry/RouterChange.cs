using Fairlead.Attempts;

namespace Fairlead.Telemetry;

/// <summary>What changed.</summary>
public enum RouterChangeKind
{
    /// <summary>A deployment's breaker opened: it gets no requests until then, unless nobody else is left.</summary>
    Opened,

    /// <summary>Its rest is over: one request is let through to see.</summary>
    HalfOpened,

    /// <summary>It answers again.</summary>
    Closed,

    /// <summary>Another generation of the configuration is in force.</summary>
    Reloaded,
}

/// <summary>A change in what a router goes by, told the moment it happens.</summary>
/// <param name="Kind">What changed.</param>
public sealed record RouterChange(RouterChangeKind Kind)
{
    /// <summary>The deployment it is about; null where it is about none.</summary>
    public string? DeploymentId { get; init; }

    /// <summary>Its group.</summary>
    public string? ModelGroup { get; init; }

    /// <summary>The failure that opened it.</summary>
    public FailureKind? Cause { get; init; }

    /// <summary>How long it will be open, in seconds.</summary>
    public double? Seconds { get; init; }

    /// <summary>The generation now in force, for <see cref="RouterChangeKind.Reloaded"/>.</summary>
    public int? Generation { get; init; }
}
