using Fairlead.Providers.Http;

namespace Fairlead.Providers.Profiles;

/// <summary>Ollama's own paths.</summary>
/// <param name="root">The base: the host, mostly.</param>
internal sealed class OllamaUrls(ApiBase root) : UrlScheme
{
    private readonly string _host = root.Prefix.EndsWith("/api", StringComparison.OrdinalIgnoreCase) ? root.Prefix[..^"/api".Length] : root.Prefix;

    public override Uri? For(string model, Surface surface, bool stream) => surface switch
    {
        Surface.OllamaChat => new Uri($"{_host}/api/chat{root.Query}"),
        Surface.OllamaEmbed => new Uri($"{_host}/api/embed{root.Query}"),
        _ => null,
    };

    /// <summary>Whether a base asks for the server's OpenAI side.</summary>
    public static bool IsOpenAI(ApiBase root) => root.Path.EndsWith("/v1", StringComparison.OrdinalIgnoreCase);
}
