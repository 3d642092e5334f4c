using Fairlead.Gateway.Relay;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Gateway.Endpoints;

/// <summary>The last segment of Google's paths: the model, and what is asked of it behind a colon.</summary>
internal static class GooglePath
{
    /// <summary>What the path says; null where it asks for something else than an answer.</summary>
    public static PathTarget? Read(HttpContext http)
    {
        var path = PathModel.From(http) ?? "";
        var colon = path.LastIndexOf(':');
        return colon <= 0 ? null : path[(colon + 1)..] switch
        {
            "generateContent" => new PathTarget(path[..colon], Stream: false),
            "streamGenerateContent" => new PathTarget(path[..colon], Stream: true),
            _ => null,
        };
    }
}
