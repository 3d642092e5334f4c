using Fairlead.Attempts;
using Fairlead.Gateway.Keys;
using Fairlead.Gateway.Relay;
using Fairlead.Model;
using Fairlead.Providers.Http;
using Fairlead.Providers.Translation;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Gateway.Endpoints;

/// <summary>
/// <c>POST /v1/messages/count_tokens</c>: asked of the deployment that would get the request where that counts, else estimated. It is no attempt: nothing is learnt
/// from it of how fast or well a deployment is, and nothing is taken off its limits.
/// </summary>
internal sealed class CountTokensEndpoint(Router router, MasterKeyGuard keys, RequestReader requests, UpstreamClient upstream)
{
    /// <summary>Tells that the count is an estimate: a token for every four bytes of text and JSON.</summary>
    private const string EstimatedHeader = "x-fairlead-estimated";

    /// <summary>The count takes some hundred milliseconds; an estimate is better than a long wait.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Longest answer: a number.</summary>
    private const int MaxAnswer = 4096;

    public async Task HandleAsync(HttpContext http)
    {
        var dialect = Dialects.ForErrors(Surface.Messages);
        if (!keys.Allows(http.Request, out var byKey))
        {
            await Refusals.UnauthorizedAsync(http, dialect);
            return;
        }

        using var relay = requests.NewContext(http, Surface.Messages);
        relay.IsTrusted = byKey;
        try
        {
            if (await requests.ReadAsync(relay, default) is { } fault)
            {
                await ErrorAnswer.RespondAsync(http, fault, dialect);
            }
            else if (router.Explain(new RouteRequest(relay.View.Model!)).ResolvedBy == "unknown")
            {
                await ErrorAnswer.RespondAsync(http, StatusCodes.Status404NotFound, $"The model '{relay.View.Model}' does not exist here.", "invalid_request_error", "model", "model_not_found", dialect);
            }
            else if (!await AskAsync(relay))
            {
                http.Response.Headers[EstimatedHeader] = "true";
                await http.Response.WriteAsJsonAsync(new TokenCount(Math.Max(1, relay.View.InputTokens)), GatewayJson.Default.TokenCount);
            }
        }
        finally
        {
            relay.End();
        }
    }

    /// <summary>Asks the deployment.</summary>
    /// <returns>Whether the client has its answer.</returns>
    private async Task<bool> AskAsync(RelayContext relay)
    {
        if (router.Pick(relay.View.ToRouteRequest(trace: false)) is not { } deployment || !Counts(deployment))
        {
            return false;
        }

        await using var reply = await upstream.SendAsync(
            new UpstreamCall
            {
                Deployment = deployment,
                Surface = Surface.CountTokens,
                UpstreamModel = deployment.UpstreamModel,
                Body = relay.Body.Memory,
                ModelSpan = relay.View.ModelSpan,
                ForwardedHeaders = relay.Forwarded,
                FirstByteTimeout = Patience,
                IdleTimeout = Patience,
                RequestId = relay.RequestId,
            },
            relay.Token);
        if (reply.Failure is FailureKind.BadRequest or FailureKind.ContextWindow && ErrorAnswer.IsError(reply.ErrorBody.Span))
        {
            // The upstream's own words about the request: the call itself would be refused alike.
            await ErrorAnswer.RespondAsync(relay.Http, reply.Status, "application/json", reply.ErrorBody);
            return true;
        }

        return reply.Failure == FailureKind.None && await PassAsync(relay, reply);
    }

    private bool Counts(Deployment deployment)
    {
        var endpoint = upstream.EndpointOf(deployment);
        return endpoint.Urls is not null && endpoint.FormOf(deployment.UpstreamModel).UrlOf(Surface.CountTokens, stream: false) is not null;
    }

    private static async Task<bool> PassAsync(RelayContext relay, UpstreamReply reply)
    {
        var answer = new byte[MaxAnswer];
        var length = 0;
        while (length < answer.Length)
        {
            var read = await reply.ReadAsync(answer.AsMemory(length), relay.Token);
            if (read.Failure != FailureKind.None)
            {
                return false;
            }

            if (read.Count == 0)
            {
                await ErrorAnswer.RespondAsync(relay.Http, StatusCodes.Status200OK, "application/json", answer.AsMemory(0, length));
                return true;
            }

            length += read.Count;
        }

        return false;
    }
}
