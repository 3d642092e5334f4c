using System.Text.Json;
using Fairlead.Configuration.Binding;

namespace Fairlead.Configuration;

/// <summary><c>default_litellm_params</c>: what every call gets where neither the request nor the deployment sets it.</summary>
public sealed record DefaultCallParams
{
    // Kinds of model that are no text models (LiteLLM's names): they refuse a temperature.
    private static readonly string[] NotForText = ["embedding", "image_generation", "image_edit", "audio_speech", "audio_transcription", "moderation", "rerank"];

    /// <summary>Time of an attempt, where the router sets none either (<c>timeout</c> or <c>request_timeout</c>).</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The same for streams (<c>stream_timeout</c>).</summary>
    public TimeSpan? StreamTimeout { get; init; }

    /// <summary>Retries of a request, where the router sets none either (<c>num_retries</c>).</summary>
    public int? NumRetries { get; init; }

    /// <summary>Headers added to every call (<c>extra_headers</c> or <c>headers</c>).</summary>
    public IReadOnlyDictionary<string, string> ExtraHeaders { get; init; } = new Dictionary<string, string>();

    /// <summary>Body parameters (<c>temperature</c>, <c>max_tokens</c> …), as written.</summary>
    public IReadOnlyDictionary<string, JsonElement> Extra { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>A deployment with these below its own: what it sets itself stays. LiteLLM puts them over the deployment's, which makes them no defaults.</summary>
    /// <param name="deployment">The deployment.</param>
    /// <param name="mode">What kind of model it is, where that is known: an embedding model refuses a <c>temperature</c>.</param>
    internal DeploymentConfig Under(DeploymentConfig deployment, string? mode)
    {
        var call = deployment.Params;
        var extra = Array.IndexOf(NotForText, mode) >= 0 ? Extra.Where(static entry => !IsForText(entry.Key)).ToDictionary(StringComparer.Ordinal) : Extra;
        return ExtraHeaders.Count + extra.Count == 0 ? deployment : deployment with
        {
            Params = call with
            {
                ExtraHeaders = Merge(ExtraHeaders, call.ExtraHeaders, StringComparer.OrdinalIgnoreCase),
                Extra = Merge(extra, call.Extra, StringComparer.Ordinal),
            },
        };
    }

    private static bool IsForText(string name) =>
        Array.IndexOf(ConfigSections.BodyParameters, name) >= 0 && Array.IndexOf(ConfigSections.EmbeddingParameters, name) < 0;

    private static IReadOnlyDictionary<string, T> Merge<T>(IReadOnlyDictionary<string, T> below, IReadOnlyDictionary<string, T> above, StringComparer comparer)
    {
        if (below.Count == 0)
        {
            return above;
        }

        var merged = new Dictionary<string, T>(below, comparer);
        foreach (var (name, value) in above)
        {
            merged[name] = value;
        }

        return merged;
    }
}
