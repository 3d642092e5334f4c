using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Gateway.Relay;

/// <summary>LiteLLM's request headers, which win over the same settings in the body.</summary>
internal static class RequestHeaders
{
    /// <summary>Reads them into the view.</summary>
    /// <returns>Why the request is refused; null when it is not.</returns>
    public static RequestFault? Apply(IHeaderDictionary headers, RelayContext relay)
    {
        var view = relay.View;
        relay.Explain = headers.TryGetValue(RouteHeader.AskedBy, out var explain) && explain.ToString() is "1" or "true";
        if (headers.TryGetValue("x-litellm-tags", out var tags))
        {
            view.Tags ??= [];
            view.Tags.AddRange(tags.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        }

        if (headers.TryGetValue(RouteHeader.Hedge, out var hedge))
        {
            view.Hedge = hedge.ToString() switch { "1" or "true" => true, "0" or "false" => false, _ => null };
            if (view.Hedge is null)
            {
                return RequestFault.Invalid($"'{RouteHeader.Hedge}' must be true or false.", RouteHeader.Hedge);
            }
        }

        if (headers.TryGetValue("x-litellm-num-retries", out var retries))
        {
            if (!int.TryParse(retries, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return RequestFault.Invalid("'x-litellm-num-retries' must be a whole number, 0 or more.", "x-litellm-num-retries");
            }

            view.NumRetries = number;
        }

        TimeSpan? first = null;

        // The first is how long the client waits, whoever answers; the second, how long for the first chunk of each attempt.
        if ((Seconds(headers, "x-litellm-timeout", out var deadline) ?? Seconds(headers, "x-litellm-stream-timeout", out first)) is { } fault)
        {
            return fault;
        }

        view.Deadline = deadline;
        view.StreamTimeout = first ?? view.StreamTimeout;
        return null;
    }

    private static RequestFault? Seconds(IHeaderDictionary headers, string name, out TimeSpan? value)
    {
        value = null;
        if (!headers.TryGetValue(name, out var text))
        {
            return null;
        }

        if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            || !RequestTimeout.TryFromSeconds(seconds, out var timeout))
        {
            return RequestFault.Invalid(RequestTimeout.Expected(name), name);
        }

        value = timeout;
        return null;
    }
}
