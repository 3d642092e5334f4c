namespace Fairlead.Providers.Profiles;

/// <summary>The ways Azure is addressed.</summary>
internal static class AzureUrls
{
    /// <summary>API version of the classic form when none is set: the last generally available one.</summary>
    private const string ClassicVersion = "2024-10-21";

    /// <summary>API version of the Foundry models form when none is set, as recorded from its own clients.</summary>
    private const string FoundryVersion = "2024-05-01-preview";

    /// <summary>URLs of Azure OpenAI: the v1 form when the base or the version asks for it, else the classic one with the deployment in the path.</summary>
    public static UrlScheme OpenAI(ApiBase root, string? apiVersion)
    {
        if (TryV1(root, apiVersion, out var v1))
        {
            return v1;
        }

        var prefix = root.Prefix;
        var deployments = prefix.IndexOf("/openai/deployments", StringComparison.OrdinalIgnoreCase);
        if (deployments >= 0)
        {
            // A whole endpoint was pasted: the deployment it names is the one meant.
            var named = prefix.Length > deployments + "/openai/deployments/".Length;
            return new OpenAIUrls(prefix, !named, Query(root, apiVersion ?? ClassicVersion), responses: false);
        }

        if (prefix.EndsWith("/openai", StringComparison.OrdinalIgnoreCase))
        {
            prefix = prefix[..^"/openai".Length];
        }

        return new OpenAIUrls(prefix + "/openai/deployments", true, Query(root, apiVersion ?? ClassicVersion), responses: false);
    }

    /// <summary>URLs of Azure AI Foundry: v1, the models endpoint of a resource, or a server of one model.</summary>
    public static UrlScheme Foundry(ApiBase root, string? apiVersion)
    {
        if (TryV1(root, apiVersion, out var v1))
        {
            return v1;
        }

        if (root.Path.EndsWith("/models", StringComparison.OrdinalIgnoreCase))
        {
            return new OpenAIUrls(root.Prefix, false, Query(root, apiVersion ?? FoundryVersion), responses: false);
        }

        return root.Root.Host.EndsWith(".services.ai.azure.com", StringComparison.OrdinalIgnoreCase)
            ? new OpenAIUrls(root.Prefix + "/models", false, Query(root, apiVersion ?? FoundryVersion), responses: false)
            : new OpenAIUrls(root.Path.Length == 0 ? root.Prefix + "/v1" : root.Prefix, false, root.Query, responses: false);
    }

    /// <summary>URLs of Claude in Azure AI Foundry: behind <c>/anthropic</c> of the resource, whichever of its other endpoints the base names.</summary>
    public static UrlScheme Claude(ApiBase root)
    {
        var prefix = root.Prefix;
        var start = prefix.IndexOf("/anthropic", root.Root.GetLeftPart(UriPartial.Authority).Length, StringComparison.OrdinalIgnoreCase);
        if (start >= 0)
        {
            prefix = prefix[..start];
        }

        foreach (var other in (ReadOnlySpan<string>)["/openai/v1", "/openai", "/models", "/v1"])
        {
            if (prefix.EndsWith(other, StringComparison.OrdinalIgnoreCase))
            {
                prefix = prefix[..^other.Length];
                break;
            }
        }

        return new AnthropicUrls(new ApiBase(new Uri(prefix + "/anthropic"), root.Query));
    }

    private static bool TryV1(ApiBase root, string? apiVersion, out UrlScheme urls)
    {
        urls = null!;
        var byBase = root.Path.EndsWith("/openai/v1", StringComparison.OrdinalIgnoreCase);
        if (!byBase && apiVersion is not ("v1" or "preview" or "latest"))
        {
            return false;
        }

        var prefix = root.Prefix;
        if (!byBase)
        {
            prefix += prefix.EndsWith("/openai", StringComparison.OrdinalIgnoreCase) ? "/v1" : "/openai/v1";
        }

        urls = new OpenAIUrls(prefix, false, apiVersion == "preview" ? Query(root, "preview") : root.Query);
        return true;
    }

    private static string Query(ApiBase root, string apiVersion)
    {
        if (root.Query.Contains("api-version=", StringComparison.OrdinalIgnoreCase))
        {
            return root.Query;
        }

        var version = "api-version=" + Uri.EscapeDataString(apiVersion);
        return root.Query.Length > 1 ? $"{root.Query}&{version}" : "?" + version;
    }
}
