using Fairlead.Providers.Http;

namespace Fairlead.Providers.Profiles;

/// <summary>AI Studio's addresses: the model, and what is asked of it behind a colon. The key stands in a header, never here.</summary>
/// <param name="prefix">What stands before <c>/models</c>.</param>
/// <param name="query">The query that <c>api_base</c> brought along, with its question mark.</param>
internal sealed class GeminiUrls(string prefix, string query) : UrlScheme
{
    public override Uri? For(string model, Surface surface, bool stream)
    {
        // A model's name may come with the collection it is in.
        var name = model.StartsWith("models/", StringComparison.Ordinal) ? model["models/".Length..] : model;
        var collection = "models";
        if (name.StartsWith("tunedModels/", StringComparison.Ordinal))
        {
            (collection, name) = ("tunedModels", name["tunedModels/".Length..]);
        }

        return MethodOf(surface, stream) is { } method && Segment(name) is { } segment
            ? new Uri(WithQuery($"{prefix}/{collection}/{segment}:{method}", query, stream))
            : null;
    }

    /// <summary>An address with its query; streams are asked for as events.</summary>
    public static string WithQuery(string address, string query, bool stream) =>
        !stream ? address + query : address + (query.Length > 1 ? query + "&alt=sse" : "?alt=sse");

    private static string? MethodOf(Surface surface, bool stream) => surface switch
    {
        Surface.GenerateContent => stream ? "streamGenerateContent" : "generateContent",
        Surface.CountContent => "countTokens",
        Surface.BatchEmbedContents => "batchEmbedContents",
        _ => null,
    };
}
