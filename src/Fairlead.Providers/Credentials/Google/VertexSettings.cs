using System.Text.Json;
using Fairlead.Configuration;

namespace Fairlead.Providers.Credentials.Google;

/// <summary>What a deployment says of Google Cloud, by LiteLLM's names, and the environment it is said in.</summary>
/// <param name="parameters">The deployment's <c>litellm_params</c>.</param>
/// <param name="environment">Looks up a variable.</param>
internal sealed class VertexSettings(DeploymentParams parameters, Func<string, string?> environment)
{
    /// <summary>The credentials it names: a path, the JSON itself as a text, or as an object; undefined for none.</summary>
    public JsonElement Credentials =>
        parameters.ProviderSettings.TryGetValue("vertex_credentials", out var value) || parameters.ProviderSettings.TryGetValue("vertex_ai_credentials", out value) ? value : default;

    /// <summary>The project; null where it is the credentials'.</summary>
    public string? Project => Text("vertex_project") ?? Text("vertex_ai_project") ?? Variable("VERTEXAI_PROJECT") ?? Variable("VERTEX_PROJECT") ?? Variable("GOOGLE_CLOUD_PROJECT");

    /// <summary>The location; null where it is the model's usual one.</summary>
    public string? Location =>
        Text("vertex_location") ?? Text("vertex_ai_location") ?? Variable("VERTEXAI_LOCATION") ?? Variable("VERTEX_LOCATION") ?? Variable("GOOGLE_CLOUD_LOCATION");

    /// <summary>A variable of the environment; null where it is unset or empty.</summary>
    public string? Variable(string name) => environment(name)?.Trim() is { Length: > 0 } value ? value : null;

    private string? Text(string name) =>
        parameters.ProviderSettings.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString()!.Trim() is { Length: > 0 } text ? text : null;
}
