using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Gateway.Observability;
using Fairlead.Model;
using Fairlead.State;
using Fairlead.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fairlead.Gateway.Health;

/// <summary>Checks every deployment from time to time where <c>background_health_checks</c> says so, and tells the router. Follows reloads.</summary>
internal sealed partial class HealthChecker(Router router, HealthCall call, TimeProvider time, ILogger<HealthChecker> log) : BackgroundService
{
    /// <summary>Checks at once: a round over hundreds of deployments takes seconds, and no upstream is met by all of them together.</summary>
    private const int AtOnce = 8;

    private readonly SemaphoreSlim _reloaded = new(0, 1);

    /// <summary>Rounds that have ended.</summary>
    public int Rounds { get; private set; }

    public override void Dispose()
    {
        _reloaded.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        router.Changed += OnChange;
        try
        {
            // The host goes on with its start meanwhile.
            await Task.Yield();
            var onlyNew = false;
            while (true)
            {
                var general = router.Model.Config.General;
                if (general.BackgroundHealthChecks == true)
                {
                    await RoundAsync(onlyNew, stoppingToken);
                    Rounds++;
                }

                var wait = general.BackgroundHealthChecks == true ? IntervalOf(general) : Timeout.InfiniteTimeSpan;
                onlyNew = await ReloadedWithin(wait, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The gateway stops.
        }
        finally
        {
            router.Changed -= OnChange;
        }
    }

    private async Task RoundAsync(bool onlyNew, CancellationToken stop)
    {
        var model = router.Model;
        var due = model.Deployments.Where(deployment => HealthCall.CanCheck(deployment) && !(onlyNew && deployment.State.Health is not null));
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop }, async (deployment, token) =>
        {
            try
            {
                var finding = await call.RunAsync(deployment, token);
                if (finding.Failure != FailureKind.None)
                {
                    LogIll(log, deployment.Id, deployment.ModelName, finding.Failure, finding.Status, finding.Reason);
                }

                router.ReportHealth(deployment.Id, finding with { Counts = CountsFor(finding, model) });
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Boundary: a check that fails by a fault of the gateway must not end the others.
                LogFault(log, e, deployment.Id);
            }
        });
    }

    private static TimeSpan CountsFor(in HealthFinding finding, RoutingModel model)
    {
        var settings = model.Config.Router;
        if (settings.EnableHealthCheckRouting != true
            || (settings.HealthCheckIgnoreTransientErrors == true && finding.Failure is FailureKind.RateLimited or FailureKind.Timeout))
        {
            return TimeSpan.Zero;
        }

        return settings.HealthCheckStaleness ?? 2 * IntervalOf(model.Config.General);
    }

    private static TimeSpan IntervalOf(GeneralSettings general) => general.HealthCheckInterval is { } set && set > TimeSpan.Zero ? set : RouterDefaults.HealthCheckInterval;

    /// <summary>Waits. True when another configuration came meanwhile.</summary>
    private async Task<bool> ReloadedWithin(TimeSpan wait, CancellationToken stop)
    {
        using var over = new CancellationTokenSource(wait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, stop);
        try
        {
            await _reloaded.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return false;
        }
    }

    private void OnChange(object? sender, RouterChange change)
    {
        if (change.Kind == RouterChangeKind.Reloaded && _reloaded.CurrentCount == 0)
        {
            _reloaded.Release();
        }
    }

    [LoggerMessage(EventIds.CheckFoundIll, LogLevel.Warning, "A check found deployment {Deployment} of {ModelGroup} ill: {Failure}, status {Status}, {Reason}")]
    private static partial void LogIll(ILogger log, string deployment, string modelGroup, FailureKind failure, int status, string? reason);

    [LoggerMessage(EventIds.CheckFault, LogLevel.Error, "A check of deployment {Deployment} failed by a fault of the gateway")]
    private static partial void LogFault(ILogger log, Exception fault, string deployment);
}
