using System.Text.Json;
using Fairlead.Providers.Credentials.Tokens;
using Fairlead.Providers.Http;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Credentials.Google;

/// <summary>
/// Finds where a deployment's Google tokens come from: its own <c>vertex_credentials</c>, else the places Google's tools look in, in their order
/// (<c>GOOGLE_APPLICATION_CREDENTIALS</c>, gcloud's file, the machine's metadata).
/// </summary>
internal sealed class GoogleCredentials
{
    private const string TokenAddress = "https://oauth2.googleapis.com/token";

    /// <summary>Time for a call to the token endpoint.</summary>
    private static readonly TimeSpan TokenLimit = TimeSpan.FromSeconds(10);

    /// <summary>Time for a call within the machine: where nothing answers, there is nothing.</summary>
    private static readonly TimeSpan MachineLimit = TimeSpan.FromSeconds(3);

    private readonly VertexSettings _settings;
    private readonly UpstreamClientOptions _options;
    private readonly HttpMessageInvoker _configuredHosts;
    private readonly HttpMessageInvoker _vendorHosts;

    private GoogleCredentials(VertexSettings settings, UpstreamClientOptions options, HttpMessageInvoker configuredHosts, HttpMessageInvoker vendorHosts)
    {
        _settings = settings;
        _options = options;
        _configuredHosts = configuredHosts;
        _vendorHosts = vendorHosts;
        Source = Find();
    }

    /// <summary>Where tokens come from.</summary>
    public TokenSource Source { get; }

    /// <summary>The project the credentials belong to; null where they do not say.</summary>
    public string? Project { get; private set; }

    /// <summary>Finds a deployment's.</summary>
    /// <param name="settings">Its settings.</param>
    /// <param name="options">The clock.</param>
    /// <param name="configuredHosts">The pool for addresses the operator named, and the machine's own.</param>
    /// <param name="vendorHosts">The pool for Google's hosts.</param>
    public static GoogleCredentials Of(VertexSettings settings, UpstreamClientOptions options, HttpMessageInvoker configuredHosts, HttpMessageInvoker vendorHosts) =>
        new(settings, options, configuredHosts, vendorHosts);

    private TokenSource Find()
    {
        var own = _settings.Credentials;
        if (own.ValueKind == JsonValueKind.Object)
        {
            return Read(own, "vertex_credentials");
        }

        if (own.ValueKind == JsonValueKind.String && own.GetString()!.Trim() is { Length: > 0 } text)
        {
            return text[0] == '{' ? Parse(text, "vertex_credentials") : OfFile(text, "vertex_credentials");
        }

        if (_settings.Variable("GOOGLE_APPLICATION_CREDENTIALS") is { } path)
        {
            return OfFile(path, "GOOGLE_APPLICATION_CREDENTIALS");
        }

        return UsersFile() is { } users && File.Exists(users)
            ? OfFile(users, "gcloud's file of credentials")
            : new GoogleMachineTokens(new CredentialHttp(_configuredHosts, MachineLimit, _options.TimeProvider), _settings.Variable("GCE_METADATA_HOST"), _options.TimeProvider);
    }

    private string? UsersFile() =>
        _settings.Variable("CLOUDSDK_CONFIG") is { } folder ? Path.Combine(folder, "application_default_credentials.json")
        : _settings.Variable("HOME") is { } home ? Path.Combine(home, ".config", "gcloud", "application_default_credentials.json")
        : _settings.Variable("APPDATA") is { } data ? Path.Combine(data, "gcloud", "application_default_credentials.json")
        : null;

    private TokenSource OfFile(string path, string name)
    {
        try
        {
            return Parse(File.ReadAllText(path), name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Boundary: a path of the configuration.
            return TokenSource.None($"the file that {name} names cannot be read");
        }
    }

    private TokenSource Parse(string text, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return Read(document.RootElement, name);
        }
        catch (JsonException)
        {
            // Boundary: what the operator wrote.
            return TokenSource.None($"{name} holds what is no JSON");
        }
    }

    private TokenSource Read(JsonElement json, string name)
    {
        Project = json.Text("project_id"u8) ?? json.Text("quota_project_id"u8);
        if (!Uri.TryCreate(json.Text("token_uri"u8) ?? TokenAddress, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps && !address.IsLoopback)
        {
            return TokenSource.None($"{name} has a 'token_uri' that is no https address");
        }

        var isGoogles = address.Host.EndsWith(".googleapis.com", StringComparison.OrdinalIgnoreCase) || address.Host == "accounts.google.com";
        var http = new CredentialHttp(isGoogles ? _vendorHosts : _configuredHosts, TokenLimit, _options.TimeProvider);
        switch (json.Text("type"u8))
        {
            case "service_account" when json.Text("client_email"u8) is { } email && json.Text("private_key"u8) is { } key:
                var assertion = GoogleAssertion.Of(email, key, json.Text("private_key_id"u8), address, out var problem);
                return assertion is null
                    ? TokenSource.None($"{name} has {problem}")
                    : new OAuthTokens(http, address, () => assertion.Form(_options.TimeProvider.GetUtcNow()), "Google's", _options.TimeProvider);
            case "authorized_user" when json.Text("client_id"u8) is { } id && json.Text("client_secret"u8) is { } secret && json.Text("refresh_token"u8) is { } refresh:
                KeyValuePair<string, string>[] form = [new("grant_type", "refresh_token"), new("client_id", id), new("client_secret", secret), new("refresh_token", refresh)];
                return new OAuthTokens(http, address, () => form, "Google's", _options.TimeProvider);
            case "service_account" or "authorized_user":
                return TokenSource.None($"{name} lacks a member that its type needs");
            case var type:
                return TokenSource.None($"{name} is of the type '{type}': service_account and authorized_user are known");
        }
    }
}
