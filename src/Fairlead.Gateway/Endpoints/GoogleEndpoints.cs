using Fairlead.Attempts;
using Fairlead.Gateway.Keys;
using Fairlead.Gateway.Relay;
using Fairlead.Providers.Http;
using Fairlead.Providers.Translation;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Gateway.Endpoints;

/// <summary>What Google's clients ask beside answers: which models there are.</summary>
internal sealed class GoogleEndpoints(Router router, MasterKeyGuard keys)
{
    private static readonly string[] Methods = ["generateContent", "streamGenerateContent", "countTokens"];

    private static Dialect Format => Dialects.ForErrors(Surface.GenerateContent);

    /// <summary><c>GET /v1beta/models</c>: all of them on one page.</summary>
    public Task ListAsync(HttpContext http) => keys.Allows(http.Request)
        ? http.Response.WriteAsJsonAsync(new GoogleModelList([.. router.Model.NamesFor(null).Select(Entry)]), GatewayJson.Default.GoogleModelList)
        : Refusals.UnauthorizedAsync(http, Format);

    /// <summary><c>GET /v1beta/models/MODEL</c>.</summary>
    public Task GetAsync(HttpContext http)
    {
        if (!keys.Allows(http.Request))
        {
            return Refusals.UnauthorizedAsync(http, Format);
        }

        var id = PathModel.From(http) ?? "";
        return IsUnknown(id) ? UnknownAsync(http, id) : http.Response.WriteAsJsonAsync(Entry(id), GatewayJson.Default.GoogleModel);
    }

    private static GoogleModel Entry(string id) => new($"models/{id}", id, Methods);

    private static Task UnknownAsync(HttpContext http, string id) =>
        ErrorAnswer.RespondAsync(http, StatusCodes.Status404NotFound, $"The model '{id}' does not exist here.", "invalid_request_error", "model", "model_not_found", Format);

    private bool IsUnknown(string id) => router.Explain(new RouteRequest(id)).ResolvedBy is "unknown" or "default-fallback";
}
