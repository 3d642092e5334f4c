using System.Text.Json;
using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Costs;

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

    /// <summary>The base URL that callers may see: what stands in a user name, a password or a query may be a credential.</summary>
    public static string? Base(DeploymentConfig config) =>
        Uri.TryCreate(config.Params.ApiBase, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/')
            : null;

    /// <summary>Whether it is part of a generation: not left out, and meant for the environment.</summary>
    public static bool IsActive(DeploymentConfig config, string? environment) =>
        config.LeftOut is null && (config.Info.SupportedEnvironments is not { Count: > 0 } ones || ones.Contains(environment, StringComparer.OrdinalIgnoreCase));

    /// <summary>What it is known not to be able to do, and what keeps it from some or all requests.</summary>
    /// <remarks>The bits of <see cref="RequestNeeds"/> that are abilities are those of <see cref="ModelCapabilities"/>. Of web search only what a person wrote counts, as with LiteLLM: there it is asked for always.</remarks>
    public static int Lacks(DeploymentConfig config, ModelFacts facts) =>
        ((int)facts.Lacks & RoutingSettings.Checkable)
        | (int)(config.Info.Lacks & ModelCapabilities.WebSearch)
        | (config.Params.UseInPassThrough == true ? 0 : (int)RequestNeeds.PassThrough)
        | (config.Info.TeamId is null ? 0 : Deployment.Owned)
        | (config.Info.Blocked == true ? Deployment.Paused : 0);
}
