using System.Collections.Frozen;
using Fairlead.Configuration;
using Fairlead.Costs;
using Fairlead.Model;
using Fairlead.State;

namespace Fairlead.Attempts.Hedging;

/// <summary>When a model group's requests are hedged, and how often, in one generation of the configuration.</summary>
internal sealed class HedgePolicy
{
    /// <summary>
    /// Of the share so much is planned for, the rest is slack. With all of it, as many hedges would be wanted as are saved for, and savings that only wander
    /// between nothing and the most are often at nothing.
    /// </summary>
    private const double PlannedShare = 0.8;

    private readonly Clock _clock;
    private readonly bool _onRequest;
    private readonly double _quantile;
    private readonly double _share;
    private readonly double? _hourlyCost;
    private readonly long _leastDelay;
    private readonly long _mostDelay;

    private HedgePolicy(HedgingSettings settings, HedgeState state, Clock clock)
    {
        State = state;
        _clock = clock;
        _onRequest = settings.OnRequest == true;
        _share = settings.MaxShare ?? RouterDefaults.HedgeShare;
        _quantile = Math.Max(settings.Quantile ?? RouterDefaults.HedgeQuantile, 1 - (PlannedShare * _share));
        _hourlyCost = settings.MaxCost;
        _leastDelay = Math.Max(1, clock.Ticks(settings.MinDelay ?? RouterDefaults.HedgeLeastDelay));
        _mostDelay = settings.MaxDelay is { } most ? clock.Ticks(most) : long.MaxValue;
    }

    public HedgeState State { get; }

    /// <summary>Tokens of the group's answers, for what a hedge may cost.</summary>
    public TokenForecast Forecast { get; } = new();

    /// <summary>Gives each group that is hedged its policy; what was learnt of a group of the same name is kept.</summary>
    public static ModelGroup[] Attach(ModelGroup[] groups, RouterSettings router, RoutingModel? previous, Clock clock)
    {
        foreach (var group in groups)
        {
            group.Hedging = Of(group.Name, router, previous?.Groups.FirstOrDefault(before => before.Name == group.Name)?.Hedging, clock);
        }

        return groups;
    }

    /// <summary>The policies of the routing groups that are hedged when they are asked for by name.</summary>
    public static FrozenDictionary<string, HedgePolicy> OfSets(RouterSettings router, RoutingModel? previous, Clock clock)
    {
        var policies = new Dictionary<string, HedgePolicy>(StringComparer.Ordinal);
        foreach (var set in router.RoutingGroups)
        {
            if (Of(set.Name, router, previous?.SetHedging.GetValueOrDefault(set.Name), clock) is { } policy)
            {
                policies[set.Name] = policy;
            }
        }

        return policies.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static HedgePolicy? Of(string name, RouterSettings router, HedgePolicy? before, Clock clock)
    {
        var settings = router.GroupHedging.TryGetValue(name, out var own) ? own.Over(router.Hedging) : router.Hedging;
        return settings is { Enabled: true, MaxShare: not 0 } ? new HedgePolicy(settings, before?.State ?? new HedgeState(clock), clock) : null;
    }

    /// <summary>Whether a request may be hedged: its caller has not declined, nor asked to be sent once only.</summary>
    public bool Covers(in RouteRequest request) => request.Hedge ?? (!_onRequest && request.NumRetries != 0);

    /// <summary>Counts a request.</summary>
    public void Count() => State.Count(_share);

    /// <summary>How long to wait for the first content before a hedge, in ticks; zero for no hedge: too little is known.</summary>
    public long Delay(in RouteRequest request) =>
        State.Delay(request.Stream) is > 0 and var delay ? Math.Clamp(delay, _leastDelay, Math.Max(_leastDelay, _mostDelay)) : 0;

    /// <summary>Takes money for a hedge to a deployment, where money is limited.</summary>
    /// <param name="deployment">The deployment.</param>
    /// <param name="request">The request.</param>
    /// <param name="cost">What was taken; zero where money is not limited.</param>
    public bool TryPay(Deployment deployment, in RouteRequest request, out double cost)
    {
        cost = 0;
        if (_hourlyCost is not { } hourly)
        {
            return true;
        }

        cost = deployment.Price.Of(Forecast.Input(request), Forecast.Output(request));
        return State.TryPay(cost, hourly);
    }

    /// <summary>Learns from the end of an attempt.</summary>
    /// <param name="request">The request.</param>
    /// <param name="report">How it ended.</param>
    public void Learn(in RouteRequest request, in AttemptReport report)
    {
        if (report.Failure is not (FailureKind.None or FailureKind.Lost))
        {
            return;
        }

        Forecast.Learn(report);
        var time = request.Stream && report.TimeToFirstToken > TimeSpan.Zero ? report.TimeToFirstToken : report.Duration;
        State.Learn(request.Stream, time.TotalSeconds, report.Failure == FailureKind.Lost, _quantile);
    }

    /// <summary>How many times longer than usual an attempt given up was waited for; never below 1.</summary>
    public double Excess(in RouteRequest request, TimeSpan waited) =>
        State.Usual(request.Stream) is > 0 and var usual ? Math.Max(1, _clock.Ticks(waited) / (double)usual) : 1;
}
