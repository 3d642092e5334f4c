using Fairlead.Gateway.Endpoints;
using Fairlead.Gateway.Keys;
using Fairlead.Gateway.Relay;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Gateway.Admin;

/// <summary><c>GET /router/deployments</c>: what routing knows of every deployment now.</summary>
internal sealed class DeploymentsEndpoint(Router router, MasterKeyGuard keys)
{
    public Task HandleAsync(HttpContext http) => keys.Allows(http.Request)
        ? http.Response.WriteAsJsonAsync(router.Snapshot(), GatewayJson.Default.RouterSnapshot)
        : Refusals.UnauthorizedAsync(http);
}
