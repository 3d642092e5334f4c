using System.Text.Json;
using Fairlead.Configuration;
using Fairlead.Providers.Credentials.Aws;
using Fairlead.Providers.Credentials.Azure;
using Fairlead.Providers.Profiles;

namespace Fairlead.Providers.Credentials;

/// <summary>Finds the credential of a deployment and the header that carries it.</summary>
internal static class ApiKeys
{
    /// <summary>The header; null when there is no credential.</summary>
    /// <param name="vendor">The vendor's row.</param>
    /// <param name="parameters">The deployment's settings.</param>
    /// <param name="environment">Looks up a variable.</param>
    /// <param name="secret">The bare credential, for masking; null without one.</param>
    /// <param name="problem">Why the credential cannot be sent; null when it can.</param>
    public static KeyValuePair<string, string>? Header(
        VendorProfile vendor, DeploymentParams parameters, Func<string, string?> environment, out string? secret, out string? problem)
    {
        problem = null;
        secret = null;
        if (vendor.IsAzure
            && parameters.ProviderSettings.TryGetValue("azure_ad_token", out var token)
            && token.ValueKind == JsonValueKind.String
            && token.GetString() is { Length: > 0 } bearer)
        {
            secret = bearer.Trim();
            problem = Problem(secret);
            return new("Authorization", "Bearer " + secret);
        }

        secret = Find(vendor, parameters, environment);
        if (secret is null)
        {
            return null;
        }

        problem = Problem(secret);
        return vendor.Format == WireFormat.Anthropic && IsAnthropicToken(secret)
            ? new("Authorization", "Bearer " + secret)
            : new(vendor.KeyHeader, vendor.KeyPrefix + secret);
    }

    /// <summary>Whether a credential is a token of a person's sign-on at Anthropic, which is sent as a bearer token.</summary>
    public static bool IsAnthropicToken(string? secret) => secret?.StartsWith("sk-ant-oat", StringComparison.Ordinal) ?? false;

    private static string? Find(VendorProfile vendor, DeploymentParams parameters, Func<string, string?> environment)
    {
        // Keys from files and shells often end in a line break, which no header may hold.
        if (parameters.ApiKey?.Reveal().Trim() is { Length: > 0 } key)
        {
            return key;
        }

        if (vendor.AwsService is not null && new AwsSettings(parameters, environment).NamesCredentials)
        {
            return null;
        }

        if (vendor.IsAzure && EntraCredentials.IsNamed(parameters))
        {
            return null;
        }

        foreach (var variable in vendor.KeyVariables)
        {
            if (environment(variable)?.Trim() is { Length: > 0 } value)
            {
                return value;
            }
        }

        return null;
    }

    private static string? Problem(string secret)
    {
        foreach (var c in secret)
        {
            if (c is < ' ' or > '~')
            {
                return "the api_key holds a character that cannot stand in a header";
            }
        }

        return null;
    }
}
