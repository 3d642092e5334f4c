using System.Text.Json;
using Fairlead.Configuration;

namespace Fairlead.Providers.Credentials.Aws;

/// <summary>What a deployment says of AWS, by LiteLLM's names, and the environment it is said in.</summary>
/// <param name="parameters">The deployment's <c>litellm_params</c>.</param>
/// <param name="environment">Looks up a variable.</param>
internal sealed class AwsSettings(DeploymentParams parameters, Func<string, string?> environment)
{
    /// <summary>The files of profiles.</summary>
    public AwsProfiles Profiles { get; } = new(environment);

    /// <summary>The profile in use: the deployment's, else the environment's; null for the default one.</summary>
    public string? Profile => Text("aws_profile_name") ?? Variable("AWS_PROFILE") ?? Variable("AWS_DEFAULT_PROFILE");

    /// <summary>The deployment names credentials of its own, which stand above a key that only the environment knows.</summary>
    public bool NamesCredentials => Text("aws_access_key_id") is not null || Text("aws_profile_name") is not null || Text("aws_role_name") is not null;

    /// <summary>A setting; null where it is missing or empty.</summary>
    public string? Text(string name) =>
        parameters.ProviderSettings.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString()!.Trim() is { Length: > 0 } text ? text : null;

    /// <summary>A variable of the environment; null where it is unset or empty.</summary>
    public string? Variable(string name) => environment(name)?.Trim() is { Length: > 0 } value ? value : null;

    /// <summary>The region a deployment asks for; null where it leaves that to its model's name and the environment.</summary>
    public string? Region => Text("aws_region_name") ?? parameters.RegionName;
}
