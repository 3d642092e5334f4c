using Fairlead.Gateway.Observability;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fairlead.Gateway.Hosting;

/// <summary>Drains when the host is asked to stop, before the server stops listening: probes and clients must still get an answer.</summary>
internal sealed partial class DrainService(Drain drain, Router router, ILogger<DrainService> log) : IHostedLifecycleService
{
    /// <summary>Kubernetes' own grace period for a pod.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        var allowed = router.Model.Config.General.DrainTimeout ?? DefaultTimeout;
        LogStarted(log, drain.Running, allowed);
        if (await drain.RunAsync(allowed, cancellationToken))
        {
            LogEnded(log);
        }
        else
        {
            LogCut(log, drain.Running);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(EventIds.DrainStarted, LogLevel.Information, "Stopping: no new requests; {Running} running, given {Allowed} to finish")]
    private static partial void LogStarted(ILogger log, int running, TimeSpan allowed);

    [LoggerMessage(EventIds.DrainEnded, LogLevel.Information, "Drained: every request finished")]
    private static partial void LogEnded(ILogger log);

    [LoggerMessage(EventIds.DrainCut, LogLevel.Warning, "The time to finish is over: running requests were aborted, {Running} of them still hold on")]
    private static partial void LogCut(ILogger log, int running);
}
