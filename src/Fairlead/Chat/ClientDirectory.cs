using Fairlead.Model;

namespace Fairlead.Chat;

/// <summary>Finds the client of a deployment: those registered by name first, then those the factories make.</summary>
/// <remarks>A name is matched as deployment id, then as provider model string, then as group name; the registration made last wins.</remarks>
internal sealed class ClientDirectory<TClient> : IDisposable
    where TClient : class, IDisposable
{
    private readonly Entry[] _entries;
    private readonly Func<Deployment, TClient?>[] _factories;

    public ClientDirectory(IServiceProvider services, IEnumerable<ClientRegistration<TClient>> registrations, IEnumerable<Func<Deployment, TClient?>> factories)
    {
        _entries = [.. registrations.Reverse().Select(registration => new Entry(services, registration))];
        _factories = [.. factories];
    }

    public TClient? Find(Deployment deployment)
    {
        // A client of the caller's own making has its own credential: it cannot speak for somebody else.
        var entry = deployment.OriginalId is not null ? null : Named(deployment.Id)
            ?? Named(deployment.Config.Params.Model)
            ?? Named($"{deployment.Provider}/{deployment.UpstreamModel}")
            ?? Named(deployment.ModelName);
        if (entry is not null)
        {
            return entry.Client;
        }

        foreach (var factory in _factories)
        {
            if (factory(deployment) is { } client)
            {
                return client;
            }
        }

        return null;
    }

    public void Dispose()
    {
        foreach (var entry in _entries)
        {
            entry.DisposeOwned();
        }
    }

    private Entry? Named(string name)
    {
        foreach (var entry in _entries)
        {
            if (string.Equals(entry.Name, name, StringComparison.Ordinal))
            {
                return entry;
            }
        }

        return null;
    }

    private sealed class Entry(IServiceProvider services, ClientRegistration<TClient> registration)
    {
        private readonly Lock _gate = new();
        private TClient? _client;

        public string Name => registration.Name;

        public TClient Client
        {
            get
            {
                lock (_gate)
                {
                    return _client ??= registration.Factory(services);
                }
            }
        }

        public void DisposeOwned()
        {
            if (registration.Owned)
            {
                _client?.Dispose();
            }
        }
    }
}
