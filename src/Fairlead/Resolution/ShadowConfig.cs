using Fairlead.Attempts;
using Fairlead.Configuration;

namespace Fairlead.Resolution;

/// <summary>A deployment's settings with a caller's credentials in place of its own. The original is not touched.</summary>
internal static class ShadowConfig
{
    /// <summary>Headers that carry a credential; the operator's must not go along with a caller's key.</summary>
    private static readonly string[] CredentialHeaders = ["Authorization", "api-key", "x-api-key", "x-goog-api-key", "Proxy-Authorization", "Cookie"];

    /// <summary>The settings; null when the deployment does not allow what the caller brings.</summary>
    public static DeploymentConfig? Of(DeploymentConfig config, ClientCredentials credentials)
    {
        var call = config.Params;
        if (call.ClientAuth is not { } allowed || (credentials.ApiKey is not null && !allowed.ApiKey))
        {
            return null;
        }

        var apiBase = call.ApiBase;
        if (credentials.ApiBase is { } wanted)
        {
            apiBase = Listed(allowed.ApiBases, wanted);

            // The operator's key goes nowhere but to the host it was written for.
            if (apiBase is null || (credentials.ApiKey is null && !IsSameHost(apiBase, call.ApiBase)))
            {
                return null;
            }
        }

        return config with
        {
            Params = credentials.ApiKey is not { } key ? call with { ApiBase = apiBase } : call with
            {
                ApiKey = key,
                ApiBase = apiBase,
                Organization = null,
                ExtraHeaders = call.ExtraHeaders
                    .Where(static header => !CredentialHeaders.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
                    .ToDictionary(StringComparer.OrdinalIgnoreCase),
                ProviderSettings = call.ProviderSettings.Where(static entry => !IsCredential(entry.Key)).ToDictionary(StringComparer.Ordinal),
                Extra = call.Extra.Where(static entry => !IsCredential(entry.Key)).ToDictionary(StringComparer.Ordinal),
            },
        };
    }

    /// <summary>The listed base that is the one asked for, as the operator wrote it; null when there is none.</summary>
    private static string? Listed(IReadOnlyList<string> listed, string wanted)
    {
        if (!Uri.TryCreate(wanted.Trim(), UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0)
        {
            return null;
        }

        foreach (var text in listed)
        {
            if (Uri.TryCreate(text, UriKind.Absolute, out var own)
                && IsSameHost(own, uri)
                && own.AbsolutePath.TrimEnd('/') == uri.AbsolutePath.TrimEnd('/')
                && own.Query == uri.Query)
            {
                return text;
            }
        }

        return null;
    }

    private static bool IsSameHost(string apiBase, string? own) =>
        Uri.TryCreate(own, UriKind.Absolute, out var left) && Uri.TryCreate(apiBase, UriKind.Absolute, out var right) && IsSameHost(left, right);

    private static bool IsSameHost(Uri left, Uri right) =>
        left.Scheme == right.Scheme && left.Port == right.Port && string.Equals(left.IdnHost, right.IdnHost, StringComparison.OrdinalIgnoreCase);

    private static bool IsCredential(string name) =>
        name.EndsWith("_token", StringComparison.Ordinal)
        || name.Contains("secret", StringComparison.Ordinal)
        || name.Contains("password", StringComparison.Ordinal)
        || name.Contains("credentials", StringComparison.Ordinal);
}
