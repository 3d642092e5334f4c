using Fairlead.Affinity;
using Fairlead.Gateway.Hosting;
using Fairlead.Gateway.Keys;
using Fairlead.Gateway.PassThrough;
using Fairlead.Gateway.Relay;
using Fairlead.Gateway.Stored;
using Fairlead.Providers.Http;
using Fairlead.Providers.Wire.OpenAIResponses;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fairlead.Gateway.Endpoints;

/// <summary>
/// Answers of the Responses API, read again, cancelled, deleted: those of providers that keep none are kept here. For any other id, which is the provider's own, the
/// deployment that answered is asked first where it is known, then the others one after the other, until one knows it.
/// </summary>
internal sealed class StoredResponses(Router router, MasterKeyGuard keys, Drain drain, ResponseStore store, UpstreamClient upstream)
{
    /// <summary>The route value that holds the answer's id.</summary>
    public const string Key = "id";

    private const int LongestId = 256;

    /// <summary>Silence that ends an answer, where the configuration sets none.</summary>
    private static readonly TimeSpan DefaultIdleTimeout = TimeSpan.FromMinutes(5);

    /// <summary>Time to one deployment's answer: nothing is computed for it.</summary>
    private static readonly TimeSpan HeadTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Serves one request.</summary>
    /// <param name="http">The request.</param>
    /// <param name="rest">What follows the id in the path: empty, or a slash and the segment.</param>
    public async Task HandleAsync(HttpContext http, string rest)
    {
        if (!drain.TryEnter())
        {
            await Refusals.DrainingAsync(http, ResponsesDialect.Instance);
            return;
        }

        try
        {
            await (keys.Allows(http.Request) ? AskAsync(http, rest) : Refusals.UnauthorizedAsync(http, ResponsesDialect.Instance));
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client has gone: there is nobody to answer.
        }
        finally
        {
            drain.Exit();
        }
    }

    private async Task AskAsync(HttpContext http, string rest)
    {
        var id = http.GetRouteValue(Key) as string ?? "";
        if (id.Length is 0 or > LongestId || !id.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
        {
            await NotFoundAsync(http);
            return;
        }

        if (StoredReads.Of(store, http, id, rest) is { } kept)
        {
            await ErrorAnswer.RespondAsync(http, kept.Status, "application/json", kept.Body);
            return;
        }

        using var ends = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, drain.Aborted);
        foreach (var (target, address) in Targets(id, rest, http.Request.QueryString.Value ?? ""))
        {
            using var request = PassThroughHeaders.Request(http, target, address, content: null);
            await using var reply = await upstream.PassAsync(request, target, default, HeadTimeout, router.Model.Config.General.StreamIdleTimeout ?? DefaultIdleTimeout, ends.Token);

            // Another's account does not know it; one that fails or refuses its key may not be the one that does.
            if (reply.Headers is not null && reply.Status is not (401 or 403 or 404 or >= 500))
            {
                PassThroughHeaders.Answer(http, reply);
                await PassThroughPump.RunAsync(http, reply, null, ends.Token);
                return;
            }
        }

        await NotFoundAsync(http);
    }

    /// <summary>The deployments to ask, the likeliest first; of several with one account and address one.</summary>
    private IEnumerable<(PassThroughTarget Target, Uri Address)> Targets(string id, string rest, string query)
    {
        var model = router.Model;
        var owner = model.Affinity?.Store.Find(AffinityKey.OfResponse(id), router.Clock.Now);
        var asked = new HashSet<string>(StringComparer.Ordinal);
        foreach (var deployment in model.Deployments.OrderBy(deployment => ReferenceEquals(deployment.State, owner) ? 0 : 1))
        {
            var endpoint = upstream.EndpointOf(deployment);
            if (endpoint.Refusal is null
                && endpoint.Invoker is { } invoker
                && endpoint.Signer is null
                && endpoint.Speaks(ResponsesDialect.Instance)
                && endpoint.FormOf(deployment.UpstreamModel).UrlOf(Surface.Responses, stream: false) is { } url
                && asked.Add($"{url} {endpoint.Secret}"))
            {
                var target = new PassThroughTarget { Vendor = endpoint.Vendor, Root = default, Invoker = invoker, Version = endpoint.Version, Headers = endpoint.Headers };
                yield return (target, AddressOf(url, id, rest, query));
            }
        }
    }

    // The deployment's own query (Azure's version) stays, and the client's follows.
    private static Uri AddressOf(Uri responses, string id, string rest, string query)
    {
        var all = responses.Query.Length > 1 && query.Length > 1 ? $"{responses.Query}&{query[1..]}" : responses.Query.Length > 1 ? responses.Query : query;
        return new Uri($"{responses.GetLeftPart(UriPartial.Path)}/{id}{rest}{all}");
    }

    private static Task NotFoundAsync(HttpContext http) => ErrorAnswer.RespondAsync(
        http,
        StatusCodes.Status404NotFound,
        "No deployment that keeps answers knows this response, and this node keeps none by its id: it has expired, was not stored, or another node of the gateway gave it.",
        "invalid_request_error",
        null,
        "response_not_found",
        ResponsesDialect.Instance);
}
