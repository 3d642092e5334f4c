using Fairlead.Configuration;

namespace Fairlead.Model;

/// <summary>One generation of the configuration: validated, indexed, immutable, replaced whole.</summary>
public sealed class RoutingModel
{
    /// <summary>Validates a configuration and builds the tables.</summary>
    /// <param name="config">The configuration, read or built in code.</param>
    /// <exception cref="RouterConfigException">The configuration is not usable; holds every finding.</exception>
    public static RoutingModel Build(RouterConfig config) => throw new NotImplementedException();

    /// <summary>The configuration it was built from.</summary>
    public RouterConfig Config => throw new NotImplementedException();

    /// <summary>Number of this generation, from 1.</summary>
    public int Generation => throw new NotImplementedException();

    /// <summary>Groups in the order of the configuration.</summary>
    public IReadOnlyList<ModelGroup> Groups => throw new NotImplementedException();

    /// <summary>All deployments in the order of the configuration.</summary>
    public IReadOnlyList<Deployment> Deployments => throw new NotImplementedException();

    /// <summary>The names a model listing shows: groups, aliases that are not hidden; wildcards as written.</summary>
    public IReadOnlyList<string> ModelNames => throw new NotImplementedException();
}
