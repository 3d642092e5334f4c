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

    /// <summary><c>litellm_params.region_name</c>, else <c>metadata.region</c>.</summary>
    public static string? Region(DeploymentConfig config) =>
        config.Params.RegionName
        ?? (config.Metadata.TryGetValue("region", out var region) && region.ValueKind == JsonValueKind.String ? region.GetString() : null);
}
