using Fairlead.Attempts;
using Fairlead.Cli.Simulation.Engine;
using Fairlead.Cli.Simulation.Policies;
using Fairlead.Cli.Simulation.Traffic;
using Fairlead.Cli.Simulation.Traffic.Traces;
using Fairlead.Model;

namespace Fairlead.Cli.Simulation.Replays;

/// <summary>Lets a candidate's router live through what was recorded: the calls that were made, their times and their failures, as if it had made them itself.</summary>
/// <remarks>
/// A call is a session of the router that may use no other deployment than the recorded one, so that its lease stands in the candidate's own group and tier, and its own strategies, breakers and
/// limits learn from it.
/// </remarks>
internal sealed class RecordedState
{
    private readonly EventQueue _events;
    private readonly Router _router;
    private readonly RouteRequests _requests;
    private readonly Dictionary<string, string[]> _others = new(StringComparer.Ordinal);

    /// <param name="router">The candidate's router.</param>
    /// <param name="events">What is to happen.</param>
    public RecordedState(Router router, EventQueue events)
    {
        _router = router;
        _events = events;
        _requests = new RouteRequests(router);
    }

    public RoutingModel Model => _router.Model;

    /// <summary>Calls that could not be repeated: the deployment is not the candidate's, or was at a limit of it.</summary>
    public int Missed { get; private set; }

    /// <summary>Where the candidate would send a request now. One that nobody but the recorded deployment could answer goes there, if the candidate has it.</summary>
    public Chances Chances(SimulatedRequest request, RecordedRoute route) => route is { IsContinued: true, Deployment: { } only } && _router.Model.ById(only) is not null
        ? new Chances([(only, 1)], null)
        : Replays.Chances.Of(_router, _requests.Of(request));

    /// <summary>Repeats the calls of a request, from now on.</summary>
    public void Repeat(SimulatedRequest request, RecordedRoute route)
    {
        if (route.Attempts.Count == 0)
        {
            if (route.Answerer is { } only)
            {
                Begin(request, route, new RecordedAttempt(only, TimeSpan.Zero, route.Duration ?? TimeSpan.Zero, route.End.Kind) { FirstToken = route.FirstToken });
            }

            return;
        }

        foreach (var attempt in route.Attempts)
        {
            _events.PlanIn(attempt.After, () => Begin(request, route, attempt));
        }
    }

    private void Begin(SimulatedRequest request, RecordedRoute route, RecordedAttempt recorded)
    {
        if (Take(request, recorded.Deployment, out var attempt) is not { } session)
        {
            Missed++;
            return;
        }

        if (request.Stream && recorded.FirstToken is { } first && first < recorded.Took)
        {
            _events.PlanIn(first, () => session.ContentBegan(attempt, first));
        }

        _events.PlanIn(recorded.Took, () => End(session, attempt, request, route, recorded));
    }

    private static void End(RouteSession session, in RouteAttempt attempt, SimulatedRequest request, RecordedRoute route, RecordedAttempt recorded)
    {
        var isAnswer = recorded.Failure == FailureKind.None;
        session.Report(attempt, new AttemptReport
        {
            Failure = recorded.Failure,
            Status = recorded.Status,
            RetryAfter = recorded.RetryAfter,
            TimeToFirstToken = request.Stream && isAnswer ? recorded.FirstToken ?? TimeSpan.Zero : TimeSpan.Zero,
            Duration = recorded.Took,
            InputTokens = isAnswer ? request.InputTokens : 0,
            CachedInputTokens = isAnswer ? route.CachedTokens : 0,
            CacheWriteTokens = isAnswer ? route.WrittenTokens : 0,
            OutputTokens = isAnswer ? request.OutputTokens : 0,
        });
        session.Dispose();
    }

    /// <summary>A session that holds the deployment: by way of the model asked for, else of the deployment's own group, whatever the request asks besides.</summary>
    private RouteSession? Take(SimulatedRequest request, string id, out RouteAttempt attempt)
    {
        attempt = default;
        return _router.Model.ById(id) is not { } deployment ? null
            : Take(_requests.Of(request), id, out attempt) ?? Take(new RouteRequest(deployment.ModelName) { Stream = request.Stream, InputTokens = request.InputTokens }, id, out attempt);
    }

    private RouteSession? Take(in RouteRequest request, string id, out RouteAttempt attempt)
    {
        // A mirror waits for no place: nobody may be let in where it was not recorded.
        var session = _router.Begin(request with { Blocked = Others(id), DisableFallbacks = true, NumRetries = 0, Hedge = false, IsMirror = true });
        if (session.TryNext(out attempt))
        {
            return session;
        }

        session.Dispose();
        return null;
    }

    private string[] Others(string id)
    {
        if (!_others.TryGetValue(id, out var others))
        {
            _others[id] = others = [.. _router.Model.Deployments.Select(static deployment => deployment.Id).Where(other => other != id).Distinct()];
        }

        return others;
    }
}
