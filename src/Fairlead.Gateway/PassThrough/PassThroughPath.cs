using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Fairlead.Gateway.PassThrough;

/// <summary>The path of a request behind the vendor's name, escaped as the client sent it.</summary>
internal static class PassThroughPath
{
    /// <summary>Parameter in which Google's clients send their key.</summary>
    private const string Key = "key";

    /// <summary>Reads it.</summary>
    /// <returns>The path with its slash; null where it would climb out of the vendor's API, in whatever spelling.</returns>
    public static string? Of(HttpContext http, string prefix)
    {
        var raw = http.Features.Get<IHttpRequestFeature>()?.RawTarget;
        var whole = raw is { Length: > 0 } && raw[0] == '/' ? raw.Split('?')[0] : http.Request.Path.ToUriComponent();
        var start = prefix.Length + 1;
        if (whole.Length <= start || !whole.AsSpan(1).StartsWith(prefix, StringComparison.OrdinalIgnoreCase) || whole[start] != '/')
        {
            return whole.Length == start ? "/" : null;
        }

        var path = whole[start..];
        foreach (var part in Uri.UnescapeDataString(path).Split('/', '\\'))
        {
            if (part is "." or ".." || part.Any(char.IsControl))
            {
                return null;
            }
        }

        return path.Contains('#', StringComparison.Ordinal) ? null : path;
    }

    /// <summary>The query without a key, which is the gateway's own and nobody else's.</summary>
    public static string Query(HttpRequest request)
    {
        var query = request.QueryString.Value ?? "";
        if (!query.Contains(Key, StringComparison.OrdinalIgnoreCase))
        {
            return query;
        }

        var kept = query[1..].Split('&').Where(static pair => !Uri.UnescapeDataString(pair.Split('=')[0]).Equals(Key, StringComparison.OrdinalIgnoreCase));
        var rest = string.Join('&', kept);
        return rest.Length == 0 ? "" : "?" + rest;
    }
}
