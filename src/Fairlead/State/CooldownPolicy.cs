using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Model;
using Fairlead.Selection;

namespace Fairlead.State;

/// <summary>Decides whether a deployment rests after a failure, for how long, and who rests with it. The one place that does.</summary>
/// <remarks>LiteLLM's defaults, with its faults mended: every failed attempt counts, connection errors too, and a lone deployment rests when a fallback can answer for it.</remarks>
internal static class CooldownPolicy
{
    /// <summary>Requests within the window, all of them failed, that make even a deployment nobody can stand in for rest: LiteLLM's <c>SINGLE_DEPLOYMENT_TRAFFIC_FAILURE_THRESHOLD</c>.</summary>
    private const int LoneFailures = 1000;

    /// <summary>Learns from a failure.</summary>
    /// <param name="model">The generation.</param>
    /// <param name="deployment">Whose it was.</param>
    /// <param name="report">What it was.</param>
    /// <param name="callersTimeout">The time that ran out was set by the caller, not by the operator: nobody rests for that.</param>
    /// <param name="probed">The rest it was asked in spite of, or that was just over; zero when it was well.</param>
    /// <param name="random">Chance.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="now">The time.</param>
    public static void Learn(
        RoutingModel model, Deployment deployment, in AttemptReport report, bool callersTimeout, Rest probed, RandomSource random, Clock clock, long now)
    {
        var blame = FailureRules.Of(report.Failure).Blame;
        var allowed = AllowedFails.For(deployment, report, model.Settings);
        if ((blame == Blame.None && allowed is not { IsOfClass: true })
            || (report.Failure == FailureKind.Timeout && callersTimeout)
            || report.Failure == FailureKind.Cancelled)
        {
            return;
        }

        if (report.Failure == FailureKind.NotFound && deployment.IsWildcard)
        {
            // The caller chose the name that was not found: no fault of the deployment's.
            return;
        }

        var state = deployment.State;
        var window = state.CountFailure(now, model.Settings.Rate);
        if (!model.Settings.Cooldowns)
        {
            return;
        }

        var rests = allowed is { } number
            ? state.CountFails(number.Counted, now, model.Settings.Rate.Window) > number.Number
            : Rests(blame, window, deployment.HasAlternative);

        // A probe that failed has shown what five failures had to show before.
        rests |= probed.Word != 0 && state.Rest == probed;
        var length = Length(deployment, report.RetryAfter, model.Settings, clock);
        if (length.Ticks <= 0)
        {
            return;
        }

        if (rests)
        {
            model.Breakers.Open(deployment, length, report.Failure, random, now);
        }

        if (QuotaRule.IsQuota(report.Failure) && (rests || allowed is null))
        {
            QuotaRule.Open(model, deployment, report.Failure, now + length.Ticks, now);
        }
    }

    private static bool Rests(Blame blame, FailureWindow window, bool hasAlternative)
    {
        if (blame == Blame.Rests || (blame == Blame.RestsIfOthers && hasAlternative))
        {
            return true;
        }

        if (!hasAlternative)
        {
            return window.Failures >= LoneFailures && window.Successes == 0;
        }

        // The share alone would send a deployment that dies after a good minute as many requests again before it rests.
        return window.InARow >= RouterDefaults.FailuresInARow
            || (window.Total >= RouterDefaults.FailureMinimumRequests && window.Failures > window.Total * RouterDefaults.FailureShare);
    }

    /// <summary>The deployment's own time, else what the upstream asks for, else the router's, which grows with each opening in a row. Zero means no rest.</summary>
    private static RestLength Length(Deployment deployment, TimeSpan? retryAfter, RoutingSettings settings, Clock clock)
    {
        if (deployment.Config.Params.CooldownTime is { } own)
        {
            return new RestLength(clock.Ticks(own), Grows: false, Cap: 0);
        }

        // A person who sets the router's to zero wants no rests, whatever the upstream asks for.
        if (settings.CooldownTime > TimeSpan.Zero && retryAfter is { } asked && asked >= TimeSpan.Zero)
        {
            return new RestLength(clock.Ticks(asked < RouterDefaults.MaxRetryAfter ? asked : RouterDefaults.MaxRetryAfter), Grows: false, Cap: 0);
        }

        return new RestLength(clock.Ticks(settings.CooldownTime), Grows: true, clock.Ticks(RouterDefaults.LongestRest));
    }
}
