namespace Fairlead.Gateway.Hosting;

/// <summary>The stand-alone gateway: what <c>fairlead serve</c> runs.</summary>
public static class GatewayHost
{
    /// <summary>Starts a gateway, serves until the process is asked to stop or <paramref name="cancellationToken"/> fires, drains, and returns.</summary>
    /// <param name="options">What to start it with.</param>
    /// <param name="cancellationToken">Asks for a graceful stop, as SIGTERM does.</param>
    /// <returns>Exit code: 0 after a graceful stop, 1 when the configuration or the address cannot be used (findings are in <see cref="GatewayHostOptions.Out"/>).</returns>
    public static Task<int> RunAsync(GatewayHostOptions options, CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
