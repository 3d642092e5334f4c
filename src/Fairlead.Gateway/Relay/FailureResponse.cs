using System.Globalization;
using Fairlead.Attempts;
using Fairlead.Configuration;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Gateway.Relay;

/// <summary>The answer when nobody could answer.</summary>
internal static class FailureResponse
{
    public static Task WriteAsync(RelayContext relay, RouteSession session, RouteFailure failure, TimeSpan elapsed)
    {
        var http = relay.Http;
        var headers = http.Response.Headers;
        ResponseHead.Common(relay, session, elapsed);
        if (relay.Explain)
        {
            headers[RouteHeader.Name] = RouteHeader.Compose(session, null);
        }

        if (failure.Attempts.Count > 0)
        {
            // The SDKs retry 408, 409, 429 and 5xx by themselves: what was tried here already would be tried three times over.
            headers["x-should-retry"] = "false";
            headers["x-litellm-model-group"] = HeaderText.Safe(failure.Attempts[^1].ModelGroup);
        }

        if (failure.RetryAfter is { } wait)
        {
            RetryAfter(headers, wait);
        }

        // The upstream's own words about the request itself are better than ours, and its body is what the client's code expects.
        if (failure.Refusal == RouteRefusal.None && relay.Refusal is { } refusal && refusal.Kind == failure.Kind && refusal.Status == failure.Status)
        {
            return ErrorAnswer.RespondAsync(http, refusal.Status, refusal.ContentType, refusal.Body);
        }

        var answer = FailureAnswer.For(failure.Refusal, failure.Kind);
        return ErrorAnswer.RespondAsync(http, relay.Dialect?.StatusOf(failure.Status) ?? failure.Status, failure.Message, answer.Type, answer.Param, answer.Code, relay.Dialect);
    }

    /// <summary>Says when to come back, in whole seconds. Capped: some SDKs sleep for whatever stands here.</summary>
    public static void RetryAfter(IHeaderDictionary headers, TimeSpan wait)
    {
        var capped = wait < RouterDefaults.MaxRetryAfter ? wait : RouterDefaults.MaxRetryAfter;
        headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(capped.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
    }
}
