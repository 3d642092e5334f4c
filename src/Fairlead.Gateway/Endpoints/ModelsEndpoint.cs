using Fairlead.Attempts;
using Fairlead.Gateway.Keys;
using Fairlead.Gateway.Relay;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Gateway.Endpoints;

/// <summary>The models clients can ask for: <c>GET /v1/models</c> and <c>/v1/models/{id}</c>.</summary>
internal sealed class ModelsEndpoint(Router router, MasterKeyGuard keys, TimeProvider time)
{
    /// <summary>LiteLLM's parameter for the names of a team.</summary>
    private const string TeamParameter = "team_id";

    // When a model came to be is not known; clients want a number, and one that does not change under them.
    private readonly long _created = time.GetUtcNow().ToUnixTimeSeconds();

    public Task ListAsync(HttpContext http)
    {
        if (!keys.Allows(http.Request, out var byKey))
        {
            return Refusals.UnauthorizedAsync(http);
        }

        var names = router.Model.NamesFor(byKey && http.Request.Query.TryGetValue(TeamParameter, out var team) ? team.ToString() : null);
        if (AnthropicModels.Wants(http.Request))
        {
            return AnthropicModels.ListAsync(http, names, DateTimeOffset.FromUnixTimeSeconds(_created));
        }

        var data = new ModelEntry[names.Count];
        for (var i = 0; i < data.Length; i++)
        {
            data[i] = Entry(names[i]);
        }

        return http.Response.WriteAsJsonAsync(new ModelList("list", data), GatewayJson.Default.ModelList);
    }

    public Task GetAsync(HttpContext http)
    {
        if (!keys.Allows(http.Request))
        {
            return Refusals.UnauthorizedAsync(http);
        }

        var id = PathModel.From(http) ?? "";
        var isUnknown = router.Explain(new RouteRequest(id)).ResolvedBy is "unknown" or "default-fallback";
        if (AnthropicModels.Wants(http.Request))
        {
            return AnthropicModels.GetAsync(http, isUnknown ? null : id, DateTimeOffset.FromUnixTimeSeconds(_created));
        }

        return isUnknown
            ? ErrorAnswer.RespondAsync(http, StatusCodes.Status404NotFound, $"The model '{id}' does not exist here.", "invalid_request_error", "model", "model_not_found")
            : http.Response.WriteAsJsonAsync(Entry(id), GatewayJson.Default.ModelEntry);
    }

    private ModelEntry Entry(string id) => new(id, "model", _created, "fairlead");
}
