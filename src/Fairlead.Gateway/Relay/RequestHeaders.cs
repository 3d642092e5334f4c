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

        if (headers.TryGetValue("x-litellm-num-retries", out var retries))
        {
            if (!int.TryParse(retries, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return RequestFault.Invalid("'x-litellm-num-retries' must be a whole number, 0 or more.", "x-litellm-num-retries");
            }

            view.NumRetries = number;
        }

        return Timeout(headers, relay, "x-litellm-timeout")
            ?? (view.Stream ? Timeout(headers, relay, "x-litellm-stream-timeout") : null);
    }

    private static RequestFault? Timeout(IHeaderDictionary headers, RelayContext relay, string name)
    {
        if (!headers.TryGetValue(name, out var text))
        {
            return null;
        }

        if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            || !RequestTimeout.TryFromSeconds(seconds, out var timeout))
        {
            return RequestFault.Invalid(RequestTimeout.Expected(name), name);
        }

        relay.View.Timeout = timeout;
        return null;
    }
}
