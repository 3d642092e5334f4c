namespace Fairlead.Configuration;

/// <summary>What callers may bring along in place of a deployment's own (<c>configurable_clientside_auth_params</c>).</summary>
public sealed record ClientAuthParams
{
    /// <summary>Their own credential. Default false.</summary>
    public bool ApiKey { get; init; }

    /// <summary>
    /// The base URLs they may choose from, each written out: no patterns, and never any other host. Default none. A base on another host than the deployment's own
    /// is only used together with the caller's credential.
    /// </summary>
    public IReadOnlyList<string> ApiBases { get; init; } = [];
}
