using Fairlead.Attempts;
using Fairlead.Gateway.Keys;
using Fairlead.Gateway.Relay;
using Fairlead.Providers.Http;
using Fairlead.Providers.Translation;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Gateway.Endpoints;

/// <summary><c>POST /v1/messages/count_tokens</c> and Google's <c>MODEL:countTokens</c>: counted by the deployment that would get the request where it counts, else estimated.</summary>
internal sealed class CountTokensEndpoint(Router router, MasterKeyGuard keys, RequestReader requests, TokenCounter counter)
{
    /// <summary>Tells that the count is an estimate: a token for every four bytes of text and JSON.</summary>
    private const string EstimatedHeader = "x-fairlead-estimated";

    /// <summary>Serves one request.</summary>
    /// <param name="http">The request.</param>
    /// <param name="surface">What the tokens of are counted: the body is one for it.</param>
    /// <param name="path">What its path says.</param>
    public async Task HandleAsync(HttpContext http, Surface surface, PathTarget path = default)
    {
        var dialect = Dialects.ForErrors(surface);
        if (!keys.Allows(http.Request, out var byKey))
        {
            await Refusals.UnauthorizedAsync(http, dialect);
            return;
        }

        using var relay = requests.NewContext(http, surface);
        relay.IsTrusted = byKey;
        try
        {
            if (await requests.ReadAsync(relay, path) is { } fault)
            {
                await ErrorAnswer.RespondAsync(http, fault, dialect);
            }
            else if (router.Explain(new RouteRequest(relay.View.Model!)).ResolvedBy == "unknown")
            {
                await ErrorAnswer.RespondAsync(http, StatusCodes.Status404NotFound, $"The model '{relay.View.Model}' does not exist here.", "invalid_request_error", "model", "model_not_found", dialect);
            }
            else if (!await counter.AnswerAsync(relay, dialect))
            {
                http.Response.Headers[EstimatedHeader] = "true";
                await TokenCounter.TellAsync(http, dialect, Math.Max(1, relay.View.InputTokens));
            }
        }
        finally
        {
            relay.End();
        }
    }
}
