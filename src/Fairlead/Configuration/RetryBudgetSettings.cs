namespace Fairlead.Configuration;

/// <summary>
/// <c>router_settings.retry_budget</c>: how many retries of deployments that are known to fail all requests together may make. Fairlead's own setting; on by default.
/// </summary>
public sealed record RetryBudgetSettings
{
    /// <summary>Retries for each request (<c>share</c>), 0 to 1; 0 switches the budget off, so that retries have no bound in common. <see cref="RouterDefaults.RetryShare"/> by default.</summary>
    public double? Share { get; init; }

    /// <summary>Retries a second beside those (<c>per_second</c>), whatever the traffic; 0 or more, <see cref="RouterDefaults.RetriesPerSecond"/> by default.</summary>
    public double? PerSecond { get; init; }
}
