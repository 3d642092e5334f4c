using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fairlead.Gateway.Endpoints;

/// <summary>The model named in a path.</summary>
internal static class PathModel
{
    public const string Key = "model";

    /// <summary>The route value <c>model</c>; an escaped slash, which servers leave as it is, counts as one.</summary>
    public static string? From(HttpContext http) =>
        http.GetRouteValue(Key) is string { Length: > 0 } model
            ? model.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase)
            : null;
}
