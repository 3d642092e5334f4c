using Fairlead.Providers.Http;

namespace Fairlead.Providers.Profiles;

/// <summary>Anthropic's paths; those of others that speak its format lie behind a path of their own (<c>/anthropic</c>).</summary>
internal sealed class AnthropicUrls : UrlScheme
{
    private readonly string _prefix;
    private readonly string _query;

    /// <summary>Reads a base.</summary>
    /// <param name="root">The base, with or without <c>/v1</c>.</param>
    public AnthropicUrls(ApiBase root)
    {
        _prefix = root.Path.EndsWith("/v1", StringComparison.OrdinalIgnoreCase) ? root.Prefix : root.Prefix + "/v1";
        _query = root.Query;
    }

    public override Uri? For(string model, Surface surface, bool stream) => surface switch
    {
        Surface.Messages => new Uri($"{_prefix}/messages{_query}"),
        Surface.CountTokens => new Uri($"{_prefix}/messages/count_tokens{_query}"),
        _ => null,
    };
}
