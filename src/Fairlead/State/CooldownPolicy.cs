using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Model;

namespace Fairlead.State;

/// <summary>Decides whether a deployment rests after a failure, and for how long. The one place that does.</summary>
/// <remarks>LiteLLM's defaults, with its faults mended: every failed attempt counts, connection errors too, and a lone deployment rests when a fallback can answer for it.</remarks>
internal static class CooldownPolicy
{
    /// <summary>Requests within the window, all of them failed, that make even a deployment nobody can stand in for rest: LiteLLM's <c>SINGLE_DEPLOYMENT_TRAFFIC_FAILURE_THRESHOLD</c>.</summary>
    private const int LoneFailures = 1000;

    /// <summary>Learns from a failure.</summary>
    /// <param name="deployment">Whose it was.</param>
    /// <param name="report">What it was.</param>
    /// <param name="callersTimeout">The time that ran out was set by the caller, not by the operator: nobody rests for that.</param>
    /// <param name="settings">The generation's settings.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="now">The time.</param>
    public static void Learn(Deployment deployment, in AttemptReport report, bool callersTimeout, RoutingSettings settings, Clock clock, long now)
    {
        var blame = FailureRules.Of(report.Failure).Blame;
        if (blame == Blame.None || (report.Failure == FailureKind.Timeout && callersTimeout))
        {
            return;
        }

        if (report.Failure == FailureKind.NotFound && deployment.IsWildcard)
        {
            // The caller chose the name that was not found: no fault of the deployment's.
            return;
        }

        var window = deployment.State.CountFailure(now, settings.Rate);
        if (!settings.Cooldowns || !Rests(blame, window, deployment.HasAlternative, settings.AllowedFails))
        {
            return;
        }

        var rest = Length(deployment, report.RetryAfter, settings);
        if (rest > TimeSpan.Zero)
        {
            deployment.State.RestUntil(now + clock.Ticks(rest), report.Failure);
        }
    }

    private static bool Rests(Blame blame, FailureWindow window, bool hasAlternative, int? allowedFails)
    {
        if (allowedFails is { } allowed)
        {
            return window.Failures > allowed;
        }

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

    /// <summary>The deployment's own time, else what the upstream asks for, else the router's. Zero means no rest.</summary>
    private static TimeSpan Length(Deployment deployment, TimeSpan? retryAfter, RoutingSettings settings)
    {
        if (deployment.Config.Params.CooldownTime is { } own)
        {
            return own;
        }

        if (retryAfter is { } asked && asked >= TimeSpan.Zero)
        {
            return asked < RouterDefaults.MaxRetryAfter ? asked : RouterDefaults.MaxRetryAfter;
        }

        return settings.CooldownTime;
    }
}
