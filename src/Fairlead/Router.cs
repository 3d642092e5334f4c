using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Explain;
using Fairlead.Model;

namespace Fairlead;

/// <summary>Picks the deployment that should answer a request, and another when it fails. Thread-safe.</summary>
public sealed class Router
{
    /// <summary>Builds a router.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="options">Clock and randomness; null for the real ones.</param>
    /// <exception cref="RouterConfigException">The configuration is not usable; holds every finding.</exception>
    public static Router Create(RouterConfig config, RouterOptions? options = null) => throw new NotImplementedException();

    /// <summary>The generation in force.</summary>
    public RoutingModel Model => throw new NotImplementedException();

    /// <summary>Puts another generation in force. Running requests keep the one they started with; the state of a deployment whose id stays is kept.</summary>
    /// <param name="config">The new configuration.</param>
    /// <exception cref="RouterConfigException">The configuration is not usable: the old one stays in force.</exception>
    public void Reload(RouterConfig config) => throw new NotImplementedException();

    /// <summary>Starts a request. Dispose the session when the request is over.</summary>
    /// <param name="request">What the router needs to know of it.</param>
    public RouteSession Begin(in RouteRequest request) => throw new NotImplementedException();

    /// <summary>Only the decision: the deployment a request would go to now, without a lease on it.</summary>
    /// <param name="model">The model asked for.</param>
    /// <param name="blocked">Deployment ids, provider model strings or group names that must not be used.</param>
    /// <returns>The deployment; null when there is none.</returns>
    public Deployment? Pick(string model, IReadOnlyList<string>? blocked = null) => throw new NotImplementedException();

    /// <summary>What would happen to a request, without sending it.</summary>
    /// <param name="request">The request.</param>
    public RouteExplanation Explain(in RouteRequest request) => throw new NotImplementedException();
}
