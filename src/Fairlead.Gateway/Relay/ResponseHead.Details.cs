using System.Globalization;
using Fairlead.Attempts;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Gateway.Relay;

/// <content>What LiteLLM's proxy tells of the deployment, the cost and the plan. What is constant was made when the deployment was.</content>
internal static partial class ResponseHead
{
    private const string LimitRequests = "x-ratelimit-limit-requests";
    private const string LimitTokens = "x-ratelimit-limit-tokens";
    private const string LeftRequests = "x-ratelimit-remaining-requests";
    private const string LeftTokens = "x-ratelimit-remaining-tokens";

    /// <summary>Where the deployment stands.</summary>
    private static void Place(IHeaderDictionary headers, in RouteAttempt attempt)
    {
        if (attempt.Deployment.ToldBase is { } place)
        {
            headers["x-litellm-model-api-base"] = HeaderText.Safe(place);
        }

        if (attempt.Deployment.ToldRegion is { } region)
        {
            headers["x-litellm-model-region"] = HeaderText.Safe(region);
        }
    }

    /// <summary>What the answer cost in US dollars. Known only of an answer read to its end before its head is sent: a stream tells its tokens last. What is pretended costs nothing.</summary>
    public static void Cost(RelayContext relay, in RouteAttempt attempt, in Held held)
    {
        if (!held.Ended || held.EventStream || attempt.Mock is not null)
        {
            return;
        }

        var usage = relay.Watch.Usage;
        if (attempt.Deployment.Cost(usage.InputTokens, usage.OutputTokens, usage.CachedTokens, usage.WrittenTokens, relay.Units) is { } cost)
        {
            // Never with an exponent; a millionth of a cent has eight places.
            relay.Http.Response.Headers["x-litellm-response-cost"] = cost.ToString("0.############", CultureInfo.InvariantCulture);
        }
    }

    /// <summary>The seconds this attempt had up to its first content, where the request sets a time of its own.</summary>
    private static void Time(RelayContext relay, in RouteAttempt attempt)
    {
        if (attempt.FirstByteTimeout > TimeSpan.Zero && relay.View.SetsTime)
        {
            relay.Http.Response.Headers["x-litellm-timeout"] = attempt.FirstByteTimeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
        }
    }

    /// <summary>What the group may take in a minute and what is left of it, where its deployments have limits and the upstream told none of its own: clients pace themselves by them.</summary>
    public static void Limits(RelayContext relay, RouteSession session)
    {
        var headers = relay.Http.Response.Headers;
        if (session.GroupLimits is not { } limits || headers.ContainsKey(LimitRequests) || headers.ContainsKey(LimitTokens) || headers.ContainsKey(LeftRequests) || headers.ContainsKey(LeftTokens))
        {
            return;
        }

        var minute = session.Minute;
        if (limits.Requests(minute) is { } requests)
        {
            headers[LimitRequests] = HeaderText.Number(requests.Limit);
            headers[LeftRequests] = HeaderText.Number(requests.Left);
        }

        if (limits.Tokens(minute) is { } tokens)
        {
            headers[LimitTokens] = HeaderText.Number(tokens.Limit);
            headers[LeftTokens] = HeaderText.Number(tokens.Left);
        }
    }

    /// <summary>The bounds, once something was used up of them.</summary>
    private static void Bounds(IHeaderDictionary headers, RouteSession session)
    {
        if (session.AttemptedRetries > 0)
        {
            headers["x-litellm-max-retries"] = HeaderText.Number(session.MaxRetries);
        }

        if (session.AttemptedFallbacks > 0)
        {
            headers["x-litellm-max-fallbacks"] = HeaderText.Number(session.MaxFallbacks);
        }
    }
}
