using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Limits;

/// <summary>Requests that are under way or wait, and what they ask: deployments with few places.</summary>
internal sealed class Crowd : IDisposable
{
    private readonly List<RouteSession> _sessions = [];

    public static DeploymentConfig Capped(string id, int most, string group = "m", string[]? tags = null) =>
        Given.Deployment(group, id, with: p => p with { MaxParallelRequests = most, Tags = tags ?? [] });

    public static RouterConfig Queued(AdmissionSettings admission, params DeploymentConfig[] list) => Given.Config(list).With(r => r with { Admission = admission });

    public static RouterConfig Queued(params DeploymentConfig[] list) => Queued(new AdmissionSettings(), list);

    public Asked Ask(Router router, int? priority = null, RouteRequest? like = null, CancellationToken cancel = default)
    {
        var session = router.Begin((like ?? new RouteRequest("m")) with { Priority = priority });
        _sessions.Add(session);
        return session.TryNext(out var attempt) ? new Asked(session, Task.FromResult(attempt))
            : new Asked(session, session.MayWait ? session.WaitAsync(cancel).AsTask() : Task.FromResult(default(RouteAttempt)));
    }

    public void Dispose() => _sessions.ForEach(static s => s.Dispose());

    internal sealed record Asked(RouteSession Session, Task<RouteAttempt> Attempt)
    {
        // Told by the session, which is served at once, and not by the task, which goes on at another thread.
        public bool IsUnderWay => !Session.MayWait && Session.Failure is null;

        public bool IsWaiting => Session.MayWait;

        public RouteAttempt Taken => Attempt.GetAwaiter().GetResult();

        public void Answer() => Session.Report(Taken, Given.Ok());
    }
}
