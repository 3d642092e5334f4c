using Fairlead.Providers.Http;

namespace Fairlead.Providers.Profiles;

/// <summary>Cohere's paths. A base may name a version or a whole endpoint, as LiteLLM's does.</summary>
/// <param name="root">The base.</param>
internal sealed class CohereUrls(ApiBase root) : UrlScheme
{
    private readonly string _host = Without(Without(root.Prefix, "/chat", "/embed", "/rerank"), "/v2", "/v1");

    public override Uri? For(string model, Surface surface, bool stream) => surface switch
    {
        Surface.CohereChat => new Uri($"{_host}/v2/chat{root.Query}"),
        Surface.CohereEmbed => new Uri($"{_host}/v2/embed{root.Query}"),
        Surface.Rerank => new Uri($"{_host}/v2/rerank{root.Query}"),
        _ => null,
    };

    /// <summary>Whether a base asks for Cohere's OpenAI side.</summary>
    public static bool IsOpenAI(ApiBase root) => root.Path.EndsWith("/compatibility/v1", StringComparison.OrdinalIgnoreCase);

    private static string Without(string prefix, params ReadOnlySpan<string> ends)
    {
        foreach (var end in ends)
        {
            if (prefix.EndsWith(end, StringComparison.OrdinalIgnoreCase))
            {
                return prefix[..^end.Length];
            }
        }

        return prefix;
    }
}
