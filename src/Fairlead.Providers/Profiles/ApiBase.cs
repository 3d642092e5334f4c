namespace Fairlead.Providers.Profiles;

/// <summary>An <c>api_base</c> as people write it, in parts: with or without a slash, <c>/v1</c>, or a whole endpoint behind it.</summary>
/// <param name="Root">Scheme, host and path, without a slash at the end.</param>
/// <param name="Query">The query it brought along, with its question mark; mostly empty.</param>
internal readonly record struct ApiBase(Uri Root, string Query)
{
    // Longest first: "/chat/completions" ends in "/completions".
    private static readonly string[] EndpointSuffixes =
    [
        "/chat/completions", "/completions", "/embeddings", "/messages", "/api/chat", "/api/generate", "/api/embed", "/api/embeddings", "/images/generations", "/images/edits",
        "/audio/speech", "/audio/transcriptions", "/audio/translations", "/moderations", "/rerank",
    ];

    /// <summary>Scheme, host and path without a slash at the end.</summary>
    public string Prefix => Root.GetLeftPart(UriPartial.Path).TrimEnd('/');

    /// <summary>The path, without a slash at the end.</summary>
    public string Path => Root.AbsolutePath.TrimEnd('/');

    /// <summary>Reads one.</summary>
    /// <param name="text">As written.</param>
    /// <param name="rootPath">The path it gets when it has none.</param>
    /// <param name="result">The parts.</param>
    /// <returns>False when it is not an http or https URL.</returns>
    public static bool TryRead(string text, string rootPath, out ApiBase result)
    {
        result = default;
        if (!Uri.TryCreate(text.Trim(), UriKind.Absolute, out var uri)
            || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps)
            || uri.Host.Length == 0)
        {
            return false;
        }

        var path = uri.AbsolutePath.TrimEnd('/');
        foreach (var suffix in EndpointSuffixes)
        {
            if (path.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            {
                path = path[..^suffix.Length].TrimEnd('/');
                break;
            }
        }

        if (path.Length == 0 || (path == "/api" && rootPath == "/v1"))
        {
            path = rootPath;
        }

        result = new ApiBase(new Uri(uri.GetLeftPart(UriPartial.Authority) + path), uri.Query);
        return true;
    }
}
