namespace Fairlead.Configuration;

/// <summary>What may be spent within a time. Without either it never drops anybody.</summary>
public sealed record BudgetConfig
{
    /// <summary>US dollars (<c>max_budget</c> or <c>budget_limit</c>); zero lets nothing through. Unset means no limit.</summary>
    public double? MaxBudget { get; init; }

    /// <summary>Length of the window, which starts with the first spend (<c>budget_duration</c> or <c>time_period</c>); above zero.</summary>
    public TimeSpan? BudgetDuration { get; init; }
}
