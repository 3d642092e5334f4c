namespace Fairlead.Chat;

/// <summary>What the routed clients take from outside beside the router.</summary>
public sealed record RoutedClientOptions
{
    /// <summary>Says what the deployments' exceptions mean; asked in order, before the built-in rules. Default none.</summary>
    public IReadOnlyList<ExceptionClassifier> Classifiers { get; init; } = [];

    /// <summary>The clock for durations, timeouts and back-offs; give the router the same. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
