using Fairlead.Explain;

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
