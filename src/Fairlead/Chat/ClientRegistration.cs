namespace Fairlead.Chat;

/// <summary>A client somebody registered for the deployments a name stands for.</summary>
/// <param name="Name">Deployment id, provider model string or group name.</param>
/// <param name="Factory">Makes the client, once.</param>
/// <param name="Owned">Whether the container made it and so disposes it.</param>
internal sealed record ClientRegistration<TClient>(string Name, Func<IServiceProvider, TClient> Factory, bool Owned)
    where TClient : class;
