using Fairlead.Providers.Translation;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Gateway.Relay;

/// <summary>Answers to requests that are not served at all.</summary>
internal static class Refusals
{
    /// <summary>401, in the words OpenAI's SDKs turn into their authentication error.</summary>
    public static Task UnauthorizedAsync(HttpContext http, Dialect? dialect = null)
    {
        http.Response.Headers.WWWAuthenticate = "Bearer";
        return ErrorAnswer.RespondAsync(
            http,
            StatusCodes.Status401Unauthorized,
            "Missing or wrong API key. Send the gateway's key as 'Authorization: Bearer KEY', 'api-key' or 'x-api-key'.",
            "invalid_request_error",
            null,
            "invalid_api_key",
            dialect);
    }

    /// <summary>500 for a fault of the gateway's own; what it was stands in the log alone.</summary>
    public static Task FaultAsync(HttpContext http, Dialect? dialect = null) =>
        ErrorAnswer.RespondAsync(http, StatusCodes.Status500InternalServerError, "The gateway failed to serve this request.", "server_error", null, "internal_error", dialect);

    /// <summary>503 while draining: another replica, or this one's successor, answers in a moment.</summary>
    public static Task DrainingAsync(HttpContext http, Dialect? dialect = null)
    {
        http.Response.Headers.RetryAfter = "1";
        http.Response.Headers.Connection = "close";
        return ErrorAnswer.RespondAsync(
            http,
            StatusCodes.Status503ServiceUnavailable,
            "This gateway is shutting down; send the request again.",
            "server_error",
            null,
            "shutting_down",
            dialect);
    }
}
