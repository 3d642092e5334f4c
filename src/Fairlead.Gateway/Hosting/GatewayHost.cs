using Fairlead.Configuration;

namespace Fairlead.Gateway.Hosting;

/// <summary>The stand-alone gateway: what <c>fairlead serve</c> runs.</summary>
public static class GatewayHost
{
    /// <summary>Starts a gateway, serves until the process is asked to stop or <paramref name="cancellationToken"/> fires, drains, and returns.</summary>
    /// <param name="options">What to start it with.</param>
    /// <param name="cancellationToken">Asks for a graceful stop, as SIGTERM does.</param>
    /// <returns>Exit code: 0 after a graceful stop, 1 when the configuration or the address cannot be used (findings are in <see cref="GatewayHostOptions.Out"/>).</returns>
    public static async Task<int> RunAsync(GatewayHostOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        RunningGateway gateway;
        try
        {
            gateway = await RunningGateway.StartAsync(options, cancellationToken);
        }
        catch (Exception e) when (e is RouterConfigException or GatewayStartException or IOException or UnauthorizedAccessException)
        {
            await options.Out.WriteLineAsync(e.Message);
            return 1;
        }

        await using (gateway)
        {
            if (options.Started is { } started)
            {
                started(gateway.Url);
            }
            else
            {
                await options.Out.WriteLineAsync($"Listening on {gateway.Url}");
            }

            await gateway.WaitAsync(cancellationToken);
        }

        return 0;
    }
}
