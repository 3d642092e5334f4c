using Fairlead.Providers.Http;

namespace Fairlead.Providers.Credentials.Aws;

/// <summary>Finds where a deployment's AWS keys come from: its own settings as LiteLLM has them, else the places AWS's tools look in, in their order.</summary>
internal sealed class AwsCredentials
{
    /// <summary>Time for a call to the token service.</summary>
    private static readonly TimeSpan StsLimit = TimeSpan.FromSeconds(10);

    /// <summary>Time for a call within the machine, as AWS's tools have it: where nothing answers, there is nothing.</summary>
    private static readonly TimeSpan MachineLimit = TimeSpan.FromSeconds(1);

    private readonly AwsSettings _settings;
    private readonly string _region;
    private readonly UpstreamClientOptions _options;
    private readonly HttpMessageInvoker _configuredHosts;
    private readonly HttpMessageInvoker _vendorHosts;

    /// <summary>For one deployment.</summary>
    /// <param name="settings">Its settings.</param>
    /// <param name="region">Its region.</param>
    /// <param name="options">The clock and the environment.</param>
    /// <param name="configuredHosts">The pool for addresses the operator named, and the machine's own.</param>
    /// <param name="vendorHosts">The pool for Amazon's hosts.</param>
    public AwsCredentials(AwsSettings settings, string region, UpstreamClientOptions options, HttpMessageInvoker configuredHosts, HttpMessageInvoker vendorHosts)
    {
        _settings = settings;
        _region = region;
        _options = options;
        _configuredHosts = configuredHosts;
        _vendorHosts = vendorHosts;
    }

    /// <summary>Where its keys come from.</summary>
    public AwsKeySource Source()
    {
        if (_settings.Text("aws_role_name") is { } role)
        {
            var name = _settings.Text("aws_session_name") ?? "fairlead";
            return _settings.Text("aws_web_identity_token") is { } token
                ? Role(role, name, null, null, () => AwsWebToken.Read(token, _options.Environment))
                : Role(role, name, _settings.Text("aws_external_id"), OwnKeys() ?? Ambient());
        }

        return OwnKeys() ?? Ambient();
    }

    private AwsKeySource? OwnKeys()
    {
        if (AwsKeys.Of(_settings.Text("aws_access_key_id"), _settings.Text("aws_secret_access_key"), _settings.Text("aws_session_token")) is { } keys)
        {
            return AwsKeySource.From(() => Found<AwsKeys>.Of(keys));
        }

        if (_settings.Text("aws_access_key_id") is not null)
        {
            return AwsKeySource.From(static () => Found<AwsKeys>.Failed("aws_access_key_id needs an aws_secret_access_key beside it"));
        }

        return _settings.Text("aws_profile_name") is { } profile ? Profile(profile, isAsked: true) : null;
    }

    private AwsKeySource Ambient() => AwsKeySource.FirstOf(
        AwsKeySource.From(() => Found<AwsKeys>.Of(AwsKeys.Of(_settings.Variable("AWS_ACCESS_KEY_ID"), _settings.Variable("AWS_SECRET_ACCESS_KEY"), _settings.Variable("AWS_SESSION_TOKEN")))),
        _settings.Variable("AWS_WEB_IDENTITY_TOKEN_FILE") is { } file && _settings.Variable("AWS_ROLE_ARN") is { } role
            ? Role(role, _settings.Variable("AWS_ROLE_SESSION_NAME") ?? "fairlead", null, null, () => AwsWebToken.OfFile(file))
            : AwsKeySource.From(static () => Found<AwsKeys>.Nothing),
        Profile(_settings.Profile ?? AwsProfiles.Default, isAsked: _settings.Profile is not null),
        new MachineKeys(_settings, new CredentialHttp(_configuredHosts, MachineLimit, _options.TimeProvider)));

    private ProfileKeys Profile(string name, bool isAsked) =>
        new(_settings.Profiles, name, isAsked, (role, session, externalId, own) => Role(role, session ?? "fairlead", externalId, own), Ambience, SignOn, _options.TimeProvider);

    private SsoKeys SignOn(string profile, IReadOnlyDictionary<string, string> settings)
    {
        var endpoint = _settings.Variable("AWS_ENDPOINT_URL_SSO");
        return new SsoKeys(_settings.Profiles, profile, settings, endpoint, new CredentialHttp(endpoint is null ? _vendorHosts : _configuredHosts, StsLimit, _options.TimeProvider), _options.TimeProvider);
    }

    // What a profile may name as the source of its keys, beside another profile.
    private AwsKeySource? Ambience(string source) => source switch
    {
        "Environment" => AwsKeySource.From(() => Found<AwsKeys>.Of(AwsKeys.Of(_settings.Variable("AWS_ACCESS_KEY_ID"), _settings.Variable("AWS_SECRET_ACCESS_KEY"), _settings.Variable("AWS_SESSION_TOKEN")))),
        "Ec2InstanceMetadata" or "EcsContainer" => new MachineKeys(_settings, new CredentialHttp(_configuredHosts, MachineLimit, _options.TimeProvider)),
        _ => null,
    };

    private StsKeys Role(string arn, string session, string? externalId, AwsKeySource? own, Func<(string? Token, string? Problem)>? webToken = null)
    {
        var endpoint = _settings.Text("aws_sts_endpoint");
        var address = endpoint is not null && Uri.TryCreate(endpoint, UriKind.Absolute, out var set) ? set : new Uri(AwsRegion.In("https://sts.{region}.amazonaws.com/", _region));
        return new StsKeys(new CredentialHttp(endpoint is null ? _vendorHosts : _configuredHosts, StsLimit, _options.TimeProvider), new StsRole
        {
            Arn = arn,
            SessionName = session,
            ExternalId = externalId,
            Endpoint = address,
            Region = AwsRegion.OfHost(address.Host) ?? _region,
            Own = own,
            WebToken = webToken,
        }, _options.TimeProvider);
    }
}
