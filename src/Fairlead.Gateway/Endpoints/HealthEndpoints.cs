using Fairlead.Attempts;
using Fairlead.Gateway.Hosting;
using Fairlead.Gateway.Keys;
using Fairlead.Gateway.Relay;
using Fairlead.State;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Gateway.Endpoints;

/// <summary>For orchestrators: is it alive, may it get traffic; and for operators: which deployments are well.</summary>
internal sealed class HealthEndpoints(Router router, MasterKeyGuard keys, Drain drain, ConfigSource config)
{
    /// <summary>The process answers; nothing else is looked at, so that a bad upstream never restarts the gateway.</summary>
    public static Task LiveAsync(HttpContext http) =>
        http.Response.WriteAsJsonAsync(new Liveness("alive"), GatewayJson.Default.Liveness);

    /// <summary>200 while requests are taken, 503 while draining or without a model. Open, as in LiteLLM: probes bring no keys.</summary>
    public Task ReadyAsync(HttpContext http)
    {
        var model = router.Model;
        var ready = !drain.IsDraining && model.Deployments.Count > 0;
        http.Response.StatusCode = ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        http.Response.Headers.CacheControl = "no-store";
        var answer = new Readiness
        {
            Status = drain.IsDraining ? "draining" : ready ? "ready" : "no_models",
            Running = drain.Running,
            ModelGroups = model.Groups.Count,
            Deployments = model.Deployments.Count,
            Config = new ConfigHealth
            {
                Source = config.Name,
                Generation = config.Generation,
                Status = config.Error is null ? "current" : "stale",
                Error = config.Error,
            },
        };
        return http.Response.WriteAsJsonAsync(answer, GatewayJson.Default.Readiness);
    }

    /// <summary>Every deployment, as routing sees it now and the last check found it.</summary>
    public Task HealthAsync(HttpContext http)
    {
        if (!keys.Allows(http.Request))
        {
            return Refusals.UnauthorizedAsync(http);
        }

        var healthy = new List<EndpointHealth>();
        var unhealthy = new List<EndpointHealth>();
        foreach (var group in router.Model.Groups)
        {
            foreach (var explained in router.Explain(new RouteRequest(group.Name)).Groups)
            {
                if (explained.Name == group.Name)
                {
                    foreach (var candidate in explained.Candidates)
                    {
                        var resting = candidate.DroppedBy == "cooldown";
                        var check = router.Model.ById(candidate.Id) is { } deployment ? Snapshots.HealthOf(deployment.State, router.Clock.Now, router.Clock) : null;
                        var ill = resting || check is { Healthy: false };
                        var reason = resting ? candidate.Detail ?? candidate.DroppedBy : ill ? check!.Reason : null;
                        (ill ? unhealthy : healthy).Add(new EndpointHealth(candidate.Id, group.Name, candidate.ProviderModel, candidate.InFlight, reason, check));
                    }

                    break;
                }
            }
        }

        return http.Response.WriteAsJsonAsync(new HealthReport(healthy, unhealthy, healthy.Count, unhealthy.Count), GatewayJson.Default.HealthReport);
    }
}
