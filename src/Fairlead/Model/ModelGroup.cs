namespace Fairlead.Model;

/// <summary>All deployments of one name, in one generation of the configuration.</summary>
public sealed class ModelGroup
{
    internal ModelGroup(string name, Deployment[] deployments)
    {
        Name = name;
        All = deployments;
    }

    /// <summary>The name clients ask for.</summary>
    public string Name { get; }

    /// <summary>Its deployments in the order of the configuration.</summary>
    public IReadOnlyList<Deployment> Deployments => All;

    internal Deployment[] All { get; }
}
