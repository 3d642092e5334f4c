using System.Text.Json;
using Fairlead.Configuration;

namespace Fairlead.Model;

/// <summary>What filters ask of a deployment, gathered from the places a person may write it.</summary>
internal static class DeploymentTraits
{
    /// <summary><c>litellm_params.tags</c> and <c>metadata.tags</c>.</summary>
    public static IReadOnlyList<string> Tags(DeploymentConfig config)
    {
        if (!config.Metadata.TryGetValue("tags", out var written) || written.ValueKind != JsonValueKind.Array)
        {
            return config.Params.Tags;
        }

        var tags = new List<string>(config.Params.Tags);
        foreach (var tag in written.EnumerateArray())
        {
            if (tag.ValueKind == JsonValueKind.String && tag.GetString() is { Length: > 0 } text && !tags.Contains(text))
            {
                tags.Add(text);
            }
        }

        return tags;
    }

    /// <summary><c>model_info.max_output_tokens</c>, else <c>model_info.max_tokens</c>: the longest answer; null when unknown.</summary>
    public static int? MaxOutputTokens(Deployment deployment) => Whole(deployment, "max_output_tokens") ?? Whole(deployment, "max_tokens");

    private static int? Whole(Deployment deployment, string key) =>
        deployment.Config.Info.Extra.TryGetValue(key, out var written) && written.ValueKind == JsonValueKind.Number && written.TryGetInt32(out var value) && value > 0 ? value : null;

    /// <summary><c>litellm_params.region_name</c>, else <c>metadata.region</c>.</summary>
    public static string? Region(DeploymentConfig config) =>
        config.Params.RegionName
        ?? (config.Metadata.TryGetValue("region", out var region) && region.ValueKind == JsonValueKind.String ? region.GetString() : null);
}
