using Fairlead.Selection;

namespace Fairlead;

/// <summary>What a router takes from outside: time, chance, and strategies of your own.</summary>
public sealed record RouterOptions
{
    /// <summary>The clock; only its monotonic timestamps are read.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where random numbers come from.</summary>
    public RandomSource Random { get; init; } = RandomSource.ThreadLocal;

    /// <summary>Strategies of your own, by the name that configurations call them by: <c>custom/NAME</c>. Default none.</summary>
    public IReadOnlyDictionary<string, CustomStrategyFactory> Strategies { get; init; } = StrategyContext.NoCustom;
}
