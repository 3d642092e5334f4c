using Fairlead.Attempts;
using Fairlead.Limits;
using Fairlead.Model;

namespace Fairlead.State;

/// <summary>Takes snapshots. Reads what decisions read; changes nothing.</summary>
internal static class Snapshots
{
    public static RouterSnapshot Of(RoutingModel model, Clock clock)
    {
        var counted = new HashSet<Deployment>();
        var windows = new Dictionary<Deployment, int>();
        foreach (var group in model.Groups)
        {
            foreach (var tier in group.Tiers)
            {
                counted.UnionWith(tier.Usage is null ? [] : tier.Members);
                for (var i = 0; i < tier.Members.Length && tier.LearnsMost; i++)
                {
                    windows[tier.Members[i]] = tier.Most(i);
                }
            }
        }

        var deployments = new DeploymentSnapshot[model.Deployments.Count];
        for (var i = 0; i < deployments.Length; i++)
        {
            var deployment = model.Deployments[i];
            deployments[i] = Of(deployment, counted.Contains(deployment), model.Strategies.Of(deployment.ModelName).Context.HalfLife, clock) with
            {
                ConcurrencyWindow = windows.TryGetValue(deployment, out var window) ? window : null,
            };
        }

        return new RouterSnapshot(model.Generation, deployments);
    }

    private static DeploymentSnapshot Of(Deployment deployment, bool countsMinutes, double halfLife, Clock clock)
    {
        var state = deployment.State;
        var now = clock.Now;
        var (totals, failures, latency) = state.Read(now, halfLife);
        var cache = state.Cache();
        var (firstToken, perToken) = state.Quantiles(now, halfLife);
        var rest = state.Rest;
        var minute = clock.Minute(now);
        return new DeploymentSnapshot
        {
            Id = deployment.Id,
            ModelGroup = deployment.ModelName,
            ProviderModel = $"{deployment.Provider}/{deployment.UpstreamModel}",
            InFlight = state.InFlight,
            Requests = totals.Answered + failures.Values.Sum(),
            Answered = totals.Answered,
            Failures = failures,
            InputTokens = totals.InputTokens,
            OutputTokens = totals.OutputTokens,
            CachedInputTokens = totals.CachedTokens,
            CacheWriteTokens = totals.WrittenTokens,
            CacheHitShare = cache.IsKnown ? cache.Read : null,
            EffectiveInputPrice = deployment.Facts.Price?.EffectiveInput(cache.Read, cache.Written),
            Cost = deployment.Price.IsKnown || totals.Cost > 0 ? totals.Cost : null,
            SecondsToFirstToken = latency.FirstTokenWeight > 0 ? latency.FirstToken : null,
            SecondsPerOutputToken = latency.PerTokenWeight > 0 ? latency.PerToken : null,
            FirstTokenQuantiles = Of(firstToken),
            PerTokenQuantiles = Of(perToken),
            FailureShare = latency.FailureShare,
            Breaker = state.Breaker(now).State,
            Cooldown = rest.Lasts(now) ? new CooldownSnapshot(rest.Cause, clock.Seconds(rest.Until - now)) : null,
            Health = HealthOf(state, now, clock),
            ProviderLimits = state.Upstream(now) is { } told ? Of(told.Limits, clock.Seconds(told.Until - now)) : null,
            Minute = countsMinutes
                ? new MinuteSnapshot(
                    state.RequestsIn(minute), state.TokensIn(minute), deployment.Config.Params.Rpm, deployment.Config.Params.Tpm, clock.LeftOfMinute(now).TotalSeconds)
                : null,
        };
    }

    /// <summary>What the last check found; null before the first.</summary>
    public static HealthSnapshot? HealthOf(DeploymentState state, long now, Clock clock) => state.Health is { } found
        ? new HealthSnapshot(
            found.Failure == FailureKind.None, found.Failure == FailureKind.None ? null : found.Failure, found.Status > 0 ? found.Status : null, found.Reason, clock.Seconds(now - found.At))
        : null;

    private static QuantileSnapshot? Of(in QuantileView view) => view.Weight > 0 ? new QuantileSnapshot(view.P50, view.P90, view.P99) : null;

    private static ProviderLimitsSnapshot Of(in UpstreamLimits limits, double secondsLeft)
    {
        var (requests, tokens) = (limits.RequestLimit > 0, limits.TokenLimit > 0);
        return new ProviderLimitsSnapshot(
            requests ? limits.RequestLimit : null, requests ? limits.RequestsLeft : null, tokens ? limits.TokenLimit : null, tokens ? limits.TokensLeft : null, secondsLeft);
    }
}
