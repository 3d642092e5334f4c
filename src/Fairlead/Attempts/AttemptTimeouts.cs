using Fairlead.Configuration;
using Fairlead.Model;

namespace Fairlead.Attempts;

/// <summary>How long one attempt may take up to its first content. The order is LiteLLM's.</summary>
internal static class AttemptTimeouts
{
    /// <summary>The time of an attempt, before the deadline is looked at.</summary>
    /// <param name="request">The request, whose own times come first.</param>
    /// <param name="call">The deployment's; null where it sets none.</param>
    /// <param name="settings">The router's.</param>
    /// <param name="callers">The time is the caller's own: running out of it says nothing of the deployment.</param>
    public static TimeSpan Of(in RouteRequest request, DeploymentParams? call, RoutingSettings settings, out bool callers)
    {
        var own = request.Timeout;
        if (!request.Stream)
        {
            callers = own is not null;
            return own ?? call?.Timeout ?? settings.Timeout;
        }

        var streams = request.StreamTimeout;
        callers = streams is not null;
        streams ??= call?.StreamTimeout ?? settings.StreamTimeout;
        if (own is { } most && (streams is null || most < streams))
        {
            // LiteLLM lets a router's stream_timeout go beyond what the request itself allows.
            callers = true;
            return most;
        }

        return streams ?? call?.Timeout ?? settings.Timeout;
    }
}
