using Fairlead.Model;

namespace Fairlead.Providers.Profiles;

/// <summary>Which deployments of vendors that serve the models of many makers are Claude: they speak Anthropic's format there, at addresses of their own.</summary>
internal static class ClaudeHost
{
    /// <summary>Whether a model is Claude by its name, as every host spells it.</summary>
    public static bool IsClaude(string model) => model.AsSpan(model.LastIndexOf('/') + 1).StartsWith("claude", StringComparison.OrdinalIgnoreCase);

    /// <summary>The vendor as the deployment's model is called there.</summary>
    /// <param name="vendor">The vendor.</param>
    /// <param name="deployment">The deployment.</param>
    /// <param name="root">Its base.</param>
    public static VendorProfile Of(VendorProfile vendor, Deployment deployment, ApiBase root) => vendor.Format switch
    {
        WireFormat.Vertex when IsClaude(deployment.UpstreamModel) => vendor with { Format = WireFormat.VertexClaude, HasResponses = false },
        // A deployment there may have any name: its model's, or the base, says what it is.
        WireFormat.AzureAI when IsClaude(deployment.UpstreamModel) || deployment.Config.Info.BaseModel is { } named && IsClaude(named) || NamesAnthropic(root) =>
            vendor with { Format = WireFormat.AzureClaude, KeyHeader = "x-api-key", Surfaces = [], HasResponses = false },
        _ => vendor,
    };

    private static bool NamesAnthropic(ApiBase root) =>
        root.Path.EndsWith("/anthropic", StringComparison.OrdinalIgnoreCase) || root.Path.EndsWith("/anthropic/v1", StringComparison.OrdinalIgnoreCase);
}
