using System.Text.Json;

namespace Fairlead.Configuration;

/// <summary>One entry of a fallback list: a model, and the parameters its request gets. A bare name is the same as <c>{"model": name}</c>.</summary>
/// <param name="Model">A group, an alias, a deployment id, or a name that a wildcard covers.</param>
public sealed record FallbackTarget(string Model)
{
    // What steers the gateway or the connection, not the model: not to be changed for one step.
    private static readonly string[] NotForAStep =
    [
        "model", "stream", "api_key", "api_base", "base_url", "api_version", "custom_llm_provider", "organization", "extra_headers", "headers",
        "fallbacks", "context_window_fallbacks", "content_policy_fallbacks", "disable_fallbacks", "num_retries", "max_retries", "timeout",
        "request_timeout", "stream_timeout", "tags", "litellm_metadata", "mock_response", "mock_timeout",
    ];

    /// <summary>Members of the body that replace the request's own for this step, and for no later one; null or empty for none.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Parameters { get; init; }

    /// <summary>A model without parameters.</summary>
    /// <param name="model">Its name.</param>
    public static implicit operator FallbackTarget(string model) => new(model);

    /// <summary>A model without parameters.</summary>
    /// <param name="model">Its name.</param>
    public static FallbackTarget FromString(string model) => new(model);

    /// <summary>Whether a member may be set for one step.</summary>
    internal static bool MaySet(string name) => Array.IndexOf(NotForAStep, name) < 0 && !name.StartsWith("mock_testing_", StringComparison.Ordinal);

    /// <summary>What makes two entries of one model distinct: their parameters, in whatever order they were written.</summary>
    internal string Signature() => Parameters is not { Count: > 0 } parameters
        ? ""
        : string.Join('\n', parameters.OrderBy(static p => p.Key, StringComparer.Ordinal).Select(static p => $"{p.Key}={p.Value.GetRawText()}"));
}
