using Fairlead.Explain;
using Fairlead.State;

namespace Fairlead.Telemetry;

/// <summary>Who wants to hear of a router, and the telling. Costs one read of a field while nobody does.</summary>
internal sealed class RouterEvents(object sender)
{
    private EventHandler<RouterChange>? _changed;
    private EventHandler<RouteExplanation>? _routed;

    public event EventHandler<RouterChange> Changed
    {
        add => _changed += value;
        remove => _changed -= value;
    }

    public event EventHandler<RouteExplanation> Routed
    {
        add => _routed += value;
        remove => _routed -= value;
    }

    public bool TellsChanges => _changed is not null;

    public bool TellsRoutes => _routed is not null;

    /// <summary>Tells of a breaker; written down only where somebody listens.</summary>
    public void Raise(BreakerChange change, Clock clock)
    {
        if (!TellsChanges)
        {
            return;
        }

        var kind = change.To switch
        {
            BreakerState.Open => RouterChangeKind.Opened,
            BreakerState.HalfOpen => RouterChangeKind.HalfOpened,
            _ => RouterChangeKind.Closed,
        };
        Raise(new RouterChange(kind)
        {
            DeploymentId = change.Deployment.Id,
            ModelGroup = change.Deployment.ModelName,
            Cause = kind == RouterChangeKind.Opened ? change.Cause : null,
            Seconds = kind == RouterChangeKind.Opened ? clock.Seconds(change.Until - change.At) : null,
        });
    }

    public void Raise(RouterChange change) => Raise(_changed, change);

    public void Raise(RouteExplanation explanation) => Raise(_routed, explanation);

    private void Raise<T>(EventHandler<T>? handlers, T what)
    {
        if (handlers is null)
        {
            return;
        }

        foreach (var handler in Delegate.EnumerateInvocationList(handlers))
        {
            // Boundary: a listener's fault must not become a request's.
            try
            {
                handler(sender, what);
            }
            catch (Exception)
            {
            }
        }
    }
}
