using Fairlead.Providers.Http;

namespace Fairlead.Providers.Profiles;

/// <summary>The URLs of one deployment.</summary>
/// <param name="Prefix">What stands before the surface's path, or before the model's name.</param>
/// <param name="ModelInPath">Whether the model's name is part of the path, as in Azure's classic form.</param>
/// <param name="Query">The query, with its question mark.</param>
internal sealed record EndpointUrls(string Prefix, bool ModelInPath, string Query)
{
    private static readonly string[] Paths = ["chat/completions", "completions", "embeddings"];

    /// <summary>The URLs of the three surfaces, by <see cref="Surface"/>; null when the name cannot stand in a URL.</summary>
    public Uri[]? For(string model)
    {
        if (ModelInPath && model.AsSpan().Trim('.').IsEmpty)
        {
            // "." and ".." would climb out of the path.
            return null;
        }

        var middle = ModelInPath ? $"/{Uri.EscapeDataString(model)}/" : "/";
        var urls = new Uri[Paths.Length];
        for (var i = 0; i < urls.Length; i++)
        {
            urls[i] = new Uri(Prefix + middle + Paths[i] + Query);
        }

        return urls;
    }
}
