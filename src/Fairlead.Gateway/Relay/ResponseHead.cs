using Fairlead.Attempts;
using Fairlead.Providers.Http;
using Fairlead.Providers.Translation;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Gateway.Relay;

/// <summary>Writes an answer's status and headers: the upstream's safe ones, and what the gateway did.</summary>
internal static partial class ResponseHead
{
    /// <summary>LiteLLM's clients read its proxy's version here; ours says whose it is.</summary>
    private static readonly string Version = "fairlead-" + typeof(ResponseHead).Assembly.GetName().Version!.ToString(3);

    /// <summary>The head of an upstream's answer.</summary>
    public static void Upstream(RelayContext relay, UpstreamReply reply, bool stream)
    {
        var response = relay.Http.Response;
        response.StatusCode = reply.Status;
        var headers = response.Headers;
        if (reply.Headers is { } answer)
        {
            foreach (var header in answer.NonValidated)
            {
                Copy(headers, header.Key, header.Value.ToString());
            }
        }

        if (relay.Watch.Translation is { } translation)
        {
            headers.ContentType = translation.ContentType;
        }
        else if (reply.ContentHeaders is { } content)
        {
            foreach (var header in content.NonValidated)
            {
                Copy(headers, header.Key, header.Value.ToString());
            }
        }

        Lost(headers, relay.Lane.Lost);
        if (stream)
        {
            // nginx and its like hold a stream back without the first; some CDNs compress, and so hold back, without the second.
            headers["X-Accel-Buffering"] = "no";
            headers.CacheControl = "no-cache, no-transform";
        }
    }

    /// <summary>Which parameters had no place in the deployment's format and were left out.</summary>
    private static void Lost(IHeaderDictionary headers, IReadOnlyList<Loss> losses)
    {
        if (losses.Count > 0)
        {
            headers["x-fairlead-dropped"] = HeaderText.Safe(string.Join(", ", losses.Select(static loss => loss.Name)));
        }
    }

    /// <summary>Who answered, after how many tries, and how long it took.</summary>
    public static void Route(RelayContext relay, RouteSession session, in RouteAttempt attempt, TimeSpan elapsed)
    {
        var headers = relay.Http.Response.Headers;
        headers["x-litellm-model-id"] = HeaderText.Safe(attempt.Deployment.Id);
        headers["x-litellm-model-group"] = HeaderText.Safe(attempt.ModelGroup);
        Place(headers, attempt);
        Time(relay, attempt);
        Common(relay, session, elapsed);
        if (relay.Explain)
        {
            headers[RouteHeader.Name] = RouteHeader.Compose(session, attempt.Deployment.Id);
        }
    }

    /// <summary>The headers of every routed answer, success or not.</summary>
    public static void Common(RelayContext relay, RouteSession? session, TimeSpan elapsed)
    {
        var headers = relay.Http.Response.Headers;
        headers[RequestIds.Header] = relay.RequestId;
        headers["x-litellm-call-id"] = relay.RequestId;
        if (relay.Surface == Surface.Messages)
        {
            headers[ErrorAnswer.AnthropicRequestId] = relay.RequestId;
        }

        headers["x-litellm-version"] = Version;
        if (session is not null)
        {
            headers["x-litellm-attempted-retries"] = HeaderText.Number(session.AttemptedRetries);
            headers["x-litellm-attempted-fallbacks"] = HeaderText.Number(session.AttemptedFallbacks);
            Bounds(headers, session);
            FallbackErrors.Add(relay, session);
            if (session.IsPrioritized)
            {
                headers["x-litellm-request-prioritization-used"] = "true";
            }
        }

        if (relay.View.PreRoute is { } choice)
        {
            headers["x-fairlead-auto-route"] = HeaderText.Safe(RouteHeader.Describe(choice));
        }

        headers["x-litellm-response-duration-ms"] = HeaderText.Milliseconds(elapsed);
        headers["x-litellm-overhead-duration-ms"] = HeaderText.Milliseconds(elapsed > relay.Waited ? elapsed - relay.Waited : TimeSpan.Zero);
    }

    private static void Copy(IHeaderDictionary headers, string name, string value)
    {
        if (ResponseHeaderRules.Target(name) is { } target && HeaderText.IsSafe(value))
        {
            headers[target] = value;
        }
    }
}
