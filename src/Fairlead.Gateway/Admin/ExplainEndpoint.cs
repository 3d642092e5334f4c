using Fairlead.Gateway.Endpoints;
using Fairlead.Gateway.Keys;
using Fairlead.Gateway.Relay;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Gateway.Admin;

/// <summary><c>POST /route/explain</c>: what would happen to a request, without sending it.</summary>
internal sealed class ExplainEndpoint(Router router, MasterKeyGuard keys, RequestReader requests)
{
    public async Task HandleAsync(HttpContext http)
    {
        if (!keys.Allows(http.Request, out var byKey))
        {
            await Refusals.UnauthorizedAsync(http);
            return;
        }

        using var relay = requests.NewContext(http);
        relay.IsTrusted = byKey;
        try
        {
            if (await requests.ReadAsync(relay, default) is { } fault)
            {
                await ErrorAnswer.RespondAsync(http, fault);
                return;
            }

            await http.Response.WriteAsJsonAsync(router.Explain(RelayAffinity.Add(relay.View.ToRouteRequest(trace: true), relay, router.Model)), GatewayJson.Default.RouteExplanation);
        }
        finally
        {
            relay.End();
        }
    }
}
