using Fairlead.Selection;

namespace Fairlead.Providers.Http;

/// <summary>What an <see cref="UpstreamClient"/> takes from outside: time, chance, the environment, and the network.</summary>
public sealed record UpstreamClientOptions
{
    /// <summary>The clock of the first-byte and idle timeouts, of Retry-After dates and of the simulated provider.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where the simulated provider takes chance from when a deployment sets no <c>seed</c>.</summary>
    public RandomSource Random { get; init; } = RandomSource.ThreadLocal;

    /// <summary>Looks up the variables that hold a vendor's key or base URL; null where unset. The process's own by default.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>Time for a connection, TLS included; 15 s by default, as other forwarders for .NET have it.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a pooled connection lives: the bound on how stale a name's address can be. 5 minutes by default.</summary>
    public TimeSpan ConnectionLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Bytes read of a failure's body; 64 KB by default, more than any provider sends.</summary>
    public int MaxErrorBytes { get; init; } = 64 * 1024;

    /// <summary>Resolves names; the system's resolver by default.</summary>
    internal HostResolver Resolver { get; init; } = Dialer.SystemResolver;

    /// <summary>Opens a connection to an address that was checked.</summary>
    internal EndPointConnector Connector { get; init; } = Dialer.SystemConnector;
}
