using Fairlead.Providers.Http;
using Fairlead.Providers.Wire.Gemini;
using Fairlead.Providers.Wire.GoogleEmbeddings;

namespace Fairlead.Providers.Profiles;

/// <summary>Vertex AI's addresses: project, location and publisher of the model. The location is part of the host, too.</summary>
/// <param name="prefix">What stands before <c>/projects</c>; null for Google's own host of the location.</param>
/// <param name="query">The query that <c>api_base</c> brought along, with its question mark.</param>
/// <param name="version">The API's version.</param>
/// <param name="project">The project; null for an API key's own (Vertex AI in express mode).</param>
/// <param name="location">The location; null for the model's usual one.</param>
internal sealed class VertexUrls(string? prefix, string query, string version, string? project, string? location) : UrlScheme
{
    /// <summary>Where models of Gemini 2.5 and before are called, as LiteLLM has it.</summary>
    private const string Usual = "us-central1";

    /// <summary>Where every Claude is: not each of them is at the usual place, nor everywhere at once.</summary>
    private const string UsualOfClaude = "us-east5";

    /// <summary>Whether a text may stand in a host's name and in a path.</summary>
    public static bool IsName(string text) => text.Length > 0 && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':') && !text.AsSpan().Trim('.').IsEmpty;

    public override Uri? For(string model, Surface surface, bool stream)
    {
        var name = model[(model.LastIndexOf('/') + 1)..];
        var isClaude = ClaudeHost.IsClaude(name);
        if ((isClaude ? MethodOfClaude(surface, stream) : MethodOf(surface, stream, name)) is not { } method
            || Segment(isClaude && surface == Surface.CountTokens ? "count-tokens" : name) is not { } segment)
        {
            return null;
        }

        var place = location ?? LocationOf(name);
        var start = prefix ?? $"https://{HostOf(place)}/{version}";
        var path = project is null ? "" : $"/projects/{project}/locations/{place}";
        // A number is an endpoint of one's own, where a tuned model serves.
        path += name.All(char.IsAsciiDigit) ? $"/endpoints/{segment}"
            : $"/publishers/{(isClaude ? "anthropic" : "google")}/models/{segment.Replace("%40", "@", StringComparison.Ordinal)}";
        // Claude's streams are events unasked.
        return new Uri(GeminiUrls.WithQuery($"{start}{path}:{method}", query, stream && !isClaude));
    }

    /// <summary>Gemini 3 is served from everywhere at once only.</summary>
    public static string LocationOf(string model) => ClaudeHost.IsClaude(model) ? UsualOfClaude : GeminiModel.Of(model).IsThree || model.StartsWith("gemini-embedding-2", StringComparison.Ordinal) ? "global" : Usual;

    /// <summary>Google's host of a location.</summary>
    public static string HostOf(string location) => location switch
    {
        "global" => "aiplatform.googleapis.com",
        "us" or "eu" => $"aiplatform.{location}.rep.googleapis.com",
        _ => $"{location}-aiplatform.googleapis.com",
    };

    private static string? MethodOfClaude(Surface surface, bool stream) => surface switch
    {
        Surface.Messages => stream ? "streamRawPredict" : "rawPredict",
        Surface.CountTokens => "rawPredict",
        _ => null,
    };

    private static string? MethodOf(Surface surface, bool stream, string model) => surface switch
    {
        Surface.GenerateContent => stream ? "streamGenerateContent" : "generateContent",
        Surface.CountContent => "countTokens",
        Surface.Predict => VertexEmbeddingModel.TakesContent(model) ? "embedContent" : "predict",
        _ => null,
    };
}
