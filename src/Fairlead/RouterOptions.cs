using Fairlead.Selection;

namespace Fairlead;

/// <summary>What a router takes from outside: time and chance.</summary>
public sealed record RouterOptions
{
    /// <summary>The clock; only its monotonic timestamps are read.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where random numbers come from.</summary>
    public RandomSource Random { get; init; } = RandomSource.ThreadLocal;
}
