using System.Text.Json;
using Fairlead.Configuration;
using Fairlead.Providers.Credentials.Tokens;
using Fairlead.Providers.Http;

namespace Fairlead.Providers.Credentials.Azure;

/// <summary>Azure by an application's own identity in Microsoft Entra, with LiteLLM's names: <c>tenant_id</c>, <c>client_id</c>, <c>client_secret</c>.</summary>
internal static class EntraCredentials
{
    private const string Scope = "https://cognitiveservices.azure.com/.default";

    /// <summary>Time for a call to the token endpoint.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Whether a deployment names an identity: that stands above a key that only the environment knows.</summary>
    public static bool IsNamed(DeploymentParams parameters) => Text(parameters, "client_id") is not null && Text(parameters, "client_secret") is not null;

    /// <summary>Signs a deployment's calls; null where neither it nor the environment names an identity.</summary>
    public static BearerSigner? Signer(DeploymentParams parameters, UpstreamClientOptions options, HttpMessageInvoker configuredHosts, HttpMessageInvoker vendorHosts)
    {
        var tenant = Text(parameters, "tenant_id") ?? Variable("AZURE_TENANT_ID");
        var id = Text(parameters, "client_id") ?? Variable("AZURE_CLIENT_ID");
        var secret = Text(parameters, "client_secret") ?? Variable("AZURE_CLIENT_SECRET");
        if (tenant is null || id is null || secret is null)
        {
            return null;
        }

        var set = Variable("AZURE_AUTHORITY_HOST");
        var host = set ?? "https://login.microsoftonline.com";
        TokenSource source;
        if (Uri.TryCreate($"{host.TrimEnd('/')}/{Uri.EscapeDataString(tenant)}/oauth2/v2.0/token", UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttps || address.IsLoopback))
        {
            KeyValuePair<string, string>[] form =
            [
                new("grant_type", "client_credentials"), new("client_id", id), new("client_secret", secret),
                new("scope", Text(parameters, "azure_scope") ?? Variable("AZURE_SCOPE") ?? Scope),
            ];
            source = new OAuthTokens(new CredentialHttp(set is null ? vendorHosts : configuredHosts, Limit, options.TimeProvider), address, () => form, "Microsoft Entra's", options.TimeProvider);
        }
        else
        {
            source = TokenSource.None("AZURE_AUTHORITY_HOST is no https address");
        }

        return new BearerSigner(new Renewed<AccessToken>(source, options.TimeProvider));

        string? Variable(string name) => options.Environment(name)?.Trim() is { Length: > 0 } value ? value : null;
    }

    private static string? Text(DeploymentParams parameters, string name) =>
        parameters.ProviderSettings.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString()!.Trim() is { Length: > 0 } text ? text : null;
}
