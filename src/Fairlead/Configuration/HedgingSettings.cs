namespace Fairlead.Configuration;

/// <summary>
/// <c>router_settings.hedging</c>: a second attempt, on another deployment, for a request whose first content is late. Fairlead's own setting.
/// Unset values take the defaults of <see cref="RouterDefaults"/>; those of a group (<c>model_group_hedging</c>), the router's.
/// </summary>
public sealed record HedgingSettings
{
    /// <summary>Switches it on (<c>enabled</c>); off by default.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Only requests that ask for it are hedged (<c>on_request</c>); false by default: all are but those that decline.</summary>
    public bool? OnRequest { get; init; }

    /// <summary>
    /// Share of the group's answers whose first content comes sooner than a hedge starts (<c>quantile</c>); 0.5 to 0.999, <see cref="RouterDefaults.HedgeQuantile"/> by default.
    /// A small <see cref="MaxShare"/> moves it up: hedges are then for the slowest.
    /// </summary>
    public double? Quantile { get; init; }

    /// <summary>Most hedges, as a share of the group's requests (<c>max_share</c>); 0 to 1, <see cref="RouterDefaults.HedgeShare"/> by default.</summary>
    public double? MaxShare { get; init; }

    /// <summary>Most money hedges may cost the group, in US dollars an hour (<c>max_cost</c>); no limit by default. With one, a deployment whose price is unknown is not hedged to.</summary>
    public double? MaxCost { get; init; }

    /// <summary>Least wait before a hedge (<c>min_delay</c>); <see cref="RouterDefaults.HedgeLeastDelay"/> by default.</summary>
    public TimeSpan? MinDelay { get; init; }

    /// <summary>Longest wait before a hedge, however slow the group is (<c>max_delay</c>); no limit by default.</summary>
    public TimeSpan? MaxDelay { get; init; }

    /// <summary>These settings, with another's where these are unset.</summary>
    internal HedgingSettings Over(HedgingSettings? wider) => wider is null ? this : new HedgingSettings
    {
        Enabled = Enabled ?? wider.Enabled,
        OnRequest = OnRequest ?? wider.OnRequest,
        Quantile = Quantile ?? wider.Quantile,
        MaxShare = MaxShare ?? wider.MaxShare,
        MaxCost = MaxCost ?? wider.MaxCost,
        MinDelay = MinDelay ?? wider.MinDelay,
        MaxDelay = MaxDelay ?? wider.MaxDelay,
    };
}
