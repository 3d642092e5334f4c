using Fairlead.Attempts;
using Fairlead.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fairlead.Gateway.Observability;

/// <summary>Logs what an operator wants to find in the morning: which deployment stopped answering, why, and when it came back.</summary>
internal sealed partial class ChangeLog(Router router, ILogger<ChangeLog> log) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        router.Changed += Write;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        router.Changed -= Write;
        return Task.CompletedTask;
    }

    private void Write(object? sender, RouterChange change)
    {
        switch (change.Kind)
        {
            case RouterChangeKind.Opened:
                LogOpened(log, change.DeploymentId, change.ModelGroup, change.Cause, change.Seconds);
                break;
            case RouterChangeKind.HalfOpened:
                LogHalfOpened(log, change.DeploymentId, change.ModelGroup);
                break;
            case RouterChangeKind.Closed:
                LogClosed(log, change.DeploymentId, change.ModelGroup);
                break;
            default:
                // A reload has its own lines.
                break;
        }
    }

    [LoggerMessage(EventIds.BreakerOpened, LogLevel.Warning, "Deployment {Deployment} of {ModelGroup} gets no requests after {Cause}, for {Seconds:0.0} s")]
    private static partial void LogOpened(ILogger log, string? deployment, string? modelGroup, FailureKind? cause, double? seconds);

    [LoggerMessage(EventIds.BreakerHalfOpened, LogLevel.Information, "Deployment {Deployment} of {ModelGroup} is tried with one request")]
    private static partial void LogHalfOpened(ILogger log, string? deployment, string? modelGroup);

    [LoggerMessage(EventIds.BreakerClosed, LogLevel.Information, "Deployment {Deployment} of {ModelGroup} answers again")]
    private static partial void LogClosed(ILogger log, string? deployment, string? modelGroup);
}
