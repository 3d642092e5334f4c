using Fairlead.Gateway.Hosting;
using Fairlead.Gateway.Stored;
using Fairlead.Providers.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Fairlead.Gateway.Relay;

/// <summary>Takes a request in: body, one pass over it, headers.</summary>
internal sealed class RequestReader(Router router, SemanticPreRoute embeddings, StoredRequests stored, Drain drain, FairleadGatewayOptions options, TimeProvider time)
{
    /// <summary>LiteLLM has no limit unless one is set; prompts with images reach some tens of megabytes.</summary>
    public const long DefaultMaxRequestBytes = 64L * 1024 * 1024;

    /// <summary>Scanning more than this takes longer than a socket thread should be kept from its other connections.</summary>
    public const int StepOffBytes = 256 * 1024;

    /// <summary>The only endpoint of OpenAI's whose model may be left out, and its model then.</summary>
    private const string DefaultModerationModel = "omni-moderation-latest";

    /// <summary>A context outside the pool, for requests that are not relayed.</summary>
    /// <param name="http">The request.</param>
    /// <param name="surface">Whose format it is in.</param>
    public RelayContext NewContext(HttpContext http, Surface surface = Surface.ChatCompletions)
    {
        var relay = new RelayContext(time);
        relay.Begin(http, surface, drain);
        return relay;
    }

    /// <summary>Reads a request into its context.</summary>
    /// <param name="relay">The request's context.</param>
    /// <param name="target">What the path says of the request, which wins over the body.</param>
    /// <returns>Why the request is refused; null when it is not.</returns>
    public async ValueTask<RequestFault?> ReadAsync(RelayContext relay, PathTarget target)
    {
        var limit = router.Model.Config.General.MaxRequestBytes ?? DefaultMaxRequestBytes;
        AllowBody(relay.Http, limit);
        RequestFault? fault;
        try
        {
            fault = SurfaceTable.TakesForm(relay.Surface) && !IsJson(relay.Http.Request)
                ? await FormReader.ReadAsync(relay.Http, relay, limit)
                : await BodyReader.ReadAsync(relay.Http, relay, limit);
        }
        catch (BadHttpRequestException e)
        {
            fault = e.StatusCode == StatusCodes.Status413PayloadTooLarge ? RequestFault.TooLarge(limit) : new RequestFault(e.StatusCode, e.Message);
        }

        if (fault is not null)
        {
            return fault;
        }

        if (options.Inline && relay.Body.Length > StepOffBytes)
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }

        stored.Continue(relay);
        fault = Parse(relay, target);
        if (fault is null)
        {
            relay.View.PreRoute = router.SemanticRouterOf(relay.View.Model!) is { } semantic ? await embeddings.ChooseAsync(semantic, relay) : PromptReader.Choose(router, relay);
        }

        return fault;
    }

    private static bool IsJson(HttpRequest request) => request.ContentType?.Contains("json", StringComparison.OrdinalIgnoreCase) ?? false;

    private RequestFault? Parse(RelayContext relay, PathTarget target)
    {
        var view = relay.View;
        if (RequestParser.Parse(relay.Body.Span, view) is { } fault)
        {
            return fault;
        }

        relay.Body.Truncate(view.ApplyCuts(relay.Body.Span));
        view.Model = target.Model ?? view.Model ?? (relay.Surface == Surface.Moderation ? DefaultModerationModel : null);
        view.Stream = target.Stream ?? view.Stream;
        view.Caller = RequestCaller.From(relay.Http.Request.Headers, view, relay.IsTrusted, router.Model.Filters.UserAgents.IsAny, router.Model.Queues is { IsAny: true });
        return view.Model is null
            ? RequestFault.Invalid("The request names no 'model'.", "model", "missing_required_parameter")
            : RequestHeaders.Apply(relay.Http.Request.Headers, relay);
    }

    /// <summary>Puts the gateway's own limit in place of the server's, which is 30 MB by default.</summary>
    private static void AllowBody(HttpContext http, long limit)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature && feature.MaxRequestBodySize != limit)
        {
            feature.MaxRequestBodySize = limit;
        }
    }
}
