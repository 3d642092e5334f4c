using Fairlead.Configuration;
using Fairlead.Model;
using Fairlead.Providers.Http;
using Microsoft.Extensions.Hosting;

namespace Fairlead.Gateway.Engines;

/// <summary>Asks the engines that say so (<c>model_info.queue_metrics</c>) how many requests wait in their own queues, and tells the router. Follows reloads.</summary>
internal sealed class QueuePoller(Router router, UpstreamClient upstream, TimeProvider time) : BackgroundService
{
    /// <summary>Longest text that is read: vLLM's has some 60 KB.</summary>
    private const int MaxBytes = 1024 * 1024;

    /// <summary>Failures in a row after which a number is too old to count.</summary>
    private const int MostFailures = 3;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, int> _failures = new(StringComparer.Ordinal);

    /// <summary>Rounds that have ended.</summary>
    public int Rounds { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            // The host goes on with its start meanwhile.
            await Task.Yield();
            while (true)
            {
                var model = router.Model;
                foreach (var (deployment, told) in await Task.WhenAll(model.Deployments.Where(static d => d.Config.Info.QueueMetrics is not null).Select(d => AskAsync(d, stoppingToken))))
                {
                    Tell(deployment, told);
                }

                Rounds++;
                var interval = model.Config.General.QueueMetricsInterval is { } set && set > TimeSpan.Zero ? set : RouterDefaults.QueueMetricsInterval;
                await Task.Delay(interval, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The gateway stops.
        }
    }

    private async Task<(Deployment Deployment, int? Waiting)> AskAsync(Deployment deployment, CancellationToken stop) =>
        (deployment, await UpstreamSideCall.GetAsync(upstream, deployment, deployment.Config.Info.QueueMetrics!, MaxBytes, Limit, time, stop) is { } body ? EngineMetrics.WaitingIn(body.Span) : null);

    private void Tell(Deployment deployment, int? waiting)
    {
        if (waiting is { } number)
        {
            _failures.Remove(deployment.Id);
            router.ReportQueue(deployment.Id, number);
        }
        else if ((_failures[deployment.Id] = _failures.GetValueOrDefault(deployment.Id) + 1) >= MostFailures)
        {
            router.ReportQueue(deployment.Id, 0);
        }
    }
}
