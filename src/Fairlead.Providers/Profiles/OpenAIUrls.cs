using Fairlead.Providers.Http;

namespace Fairlead.Providers.Profiles;

/// <summary>OpenAI's paths, and Azure's classic ones.</summary>
/// <param name="prefix">What stands before the endpoint's path, or before the model's name.</param>
/// <param name="modelInPath">Whether the model's name is part of the path, as in Azure's classic form.</param>
/// <param name="query">The query, with its question mark.</param>
/// <param name="responses">Whether the Responses API is there.</param>
internal sealed class OpenAIUrls(string prefix, bool modelInPath, string query, bool responses = true) : UrlScheme
{
    public override Uri? For(string model, Surface surface, bool stream)
    {
        if (PathOf(surface) is not { } path || surface == Surface.Responses && !responses)
        {
            return null;
        }

        if (!modelInPath)
        {
            return new Uri($"{prefix}/{path}{query}");
        }

        return Segment(model) is { } segment ? new Uri($"{prefix}/{segment}/{path}{query}") : null;
    }

    private static string? PathOf(Surface surface) => surface switch
    {
        Surface.ChatCompletions => "chat/completions",
        Surface.Completions => "completions",
        Surface.Embeddings => "embeddings",
        Surface.Responses => "responses",
        Surface.Messages => "messages",
        _ => SurfaceTable.PathOf(surface),
    };
}
