using Fairlead.Attempts;
using Fairlead.Gateway.Keys;
using Fairlead.Gateway.Relay;
using Fairlead.Providers.Http;
using Fairlead.Providers.Translation;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Gateway.Endpoints;

/// <summary>What Google's clients ask beside answers: which models there are, and how many tokens a prompt has.</summary>
internal sealed class GoogleEndpoints(Router router, MasterKeyGuard keys, RequestReader requests, TokenCounter counter)
{
    /// <summary>Tells that the count is an estimate: a token for every four bytes of text and JSON.</summary>
    private const string EstimatedHeader = "x-fairlead-estimated";

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

    /// <summary><c>POST /v1beta/models/MODEL:countTokens</c>: counted by the deployment that would get the request where it counts, else estimated.</summary>
    public async Task CountAsync(HttpContext http, string model)
    {
        if (!keys.Allows(http.Request, out var byKey))
        {
            await Refusals.UnauthorizedAsync(http, Format);
            return;
        }

        using var relay = requests.NewContext(http, Surface.GenerateContent);
        relay.IsTrusted = byKey;
        try
        {
            if (await requests.ReadAsync(relay, new PathTarget(model)) is { } fault)
            {
                await ErrorAnswer.RespondAsync(http, fault, Format);
            }
            else if (IsUnknown(model))
            {
                await UnknownAsync(http, model);
            }
            else if (!await counter.AnswerAsync(relay, Format))
            {
                http.Response.Headers[EstimatedHeader] = "true";
                await http.Response.WriteAsJsonAsync(new GoogleTokenCount(Math.Max(1, relay.View.InputTokens)), GatewayJson.Default.GoogleTokenCount);
            }
        }
        finally
        {
            relay.End();
        }
    }

    private static GoogleModel Entry(string id) => new($"models/{id}", id, Methods);

    private static Task UnknownAsync(HttpContext http, string id) =>
        ErrorAnswer.RespondAsync(http, StatusCodes.Status404NotFound, $"The model '{id}' does not exist here.", "invalid_request_error", "model", "model_not_found", Format);

    private bool IsUnknown(string id) => router.Explain(new RouteRequest(id)).ResolvedBy is "unknown" or "default-fallback";
}
