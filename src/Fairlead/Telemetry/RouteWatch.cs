using System.Diagnostics;
using System.Globalization;
using Fairlead.Attempts;
using Fairlead.Explain;

namespace Fairlead.Telemetry;

/// <summary>Says whether a request's decisions are written down, and tells them when it is over: to handlers, and as an event of the activity it belongs to.</summary>
internal static class RouteWatch
{
    /// <summary>Something is to be written down.</summary>
    public static bool IsOn(in RouteRequest request, RouterEvents? events) => request.IsWatched || IsHeard(events);

    /// <summary>All is: the request asks, somebody subscribed, or the trace it belongs to is recorded.</summary>
    public static bool IsWhole(in RouteRequest request, RouterEvents? events) => request.Trace || IsHeard(events);

    private static bool IsHeard(RouterEvents? events) =>
        events is { TellsRoutes: true } || (AttemptTelemetry.HasListeners && Activity.Current is { IsAllDataRequested: true });

    public static void Tell(RouteSession session, RouteFailure? failure, RouterEvents? events)
    {
        var explanation = session.Explanation!;
        events?.Raise(explanation);
        if (AttemptTelemetry.HasListeners && Activity.Current is { IsAllDataRequested: true } activity)
        {
            activity.AddEvent(new ActivityEvent(FairleadTelemetry.RouteEvent, tags: Tags(session, explanation, failure)));
        }
    }

    private static ActivityTagsCollection Tags(RouteSession session, RouteExplanation explanation, RouteFailure? failure)
    {
        var tags = new ActivityTagsCollection
        {
            { "gen_ai.request.model", explanation.Model },
            { "fairlead.resolved_by", explanation.ResolvedBy },
            { "fairlead.retries", session.AttemptedRetries },
            { "fairlead.fallbacks", session.AttemptedFallbacks },
        };
        if (explanation.Groups.Count > 0)
        {
            tags.Add("fairlead.model_group", explanation.Groups[0].Name);
            tags.Add("fairlead.strategy", explanation.Groups[0].Strategy);
            tags.Add("fairlead.candidates", Candidates(explanation.Groups[0]));
        }

        if (explanation.Picked is { } picked)
        {
            tags.Add("fairlead.picked", picked);
            tags.Add("fairlead.propensity", explanation.Propensity);
        }

        if (explanation.Attempts.Count > 0)
        {
            tags.Add("fairlead.attempts", Attempts(explanation.Attempts));
        }

        if (failure is not null)
        {
            tags.Add("error.type", failure.Refusal == RouteRefusal.None ? failure.Kind.ToString() : failure.Refusal.ToString());
        }

        return tags;
    }

    /// <summary><c>id share score</c>, or <c>id !filter</c>, one string each.</summary>
    private static string[] Candidates(GroupExplanation group)
    {
        var lines = new string[group.Candidates.Count];
        for (var i = 0; i < lines.Length; i++)
        {
            var candidate = group.Candidates[i];
            lines[i] = candidate.DroppedBy is { } filter
                ? $"{candidate.Id} !{filter}"
                : string.Create(CultureInfo.InvariantCulture, $"{candidate.Id} {candidate.Share:0.###} {candidate.Score:0.####}").TrimEnd();
        }

        return lines;
    }

    private static string[] Attempts(IReadOnlyList<AttemptRecord> attempts)
    {
        var lines = new string[attempts.Count];
        for (var i = 0; i < lines.Length; i++)
        {
            lines[i] = string.Create(CultureInfo.InvariantCulture, $"{attempts[i].DeploymentId} {attempts[i].Failure} {attempts[i].Duration.TotalSeconds:0.###}");
        }

        return lines;
    }
}
