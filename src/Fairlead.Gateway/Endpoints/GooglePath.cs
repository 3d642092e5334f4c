using Fairlead.Gateway.Relay;
using Fairlead.Providers.Wire.Gemini;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Gateway.Endpoints;

/// <summary>The last segment of Google's paths: the model, and what is asked of it behind a colon.</summary>
internal static class GooglePath
{
    /// <summary>The model of which it is asked how many tokens a prompt has; null where something else is asked.</summary>
    public static string? ToCount(HttpContext http) =>
        PathModel.From(http) is { } path && path.EndsWith(":countTokens", StringComparison.Ordinal) ? path[..^":countTokens".Length] : null;

    /// <summary>What the path says; null where it asks for something else than an answer.</summary>
    public static PathTarget? Read(HttpContext http)
    {
        var path = PathModel.From(http) ?? "";
        var colon = path.LastIndexOf(':');
        return colon <= 0 ? null : path[(colon + 1)..] switch
        {
            "generateContent" => new PathTarget(path[..colon], Stream: false),
            "streamGenerateContent" => new PathTarget(path[..colon], Stream: true, http.Request.Query["alt"] == "sse" ? null : GeminiDialect.Array),
            _ => null,
        };
    }
}
