using Fairlead.Configuration;

namespace Fairlead.Providers.Credentials.Aws;

/// <summary>What a call to AWS is signed with.</summary>
/// <param name="Id">The access key's id, which stands in the open in every signed call.</param>
/// <param name="SecretKey">The key itself.</param>
/// <param name="SessionToken">Goes along with keys that expire; null for those of a user.</param>
/// <param name="Expires">When they end; null where nobody said.</param>
internal sealed record AwsKeys(string Id, Secret SecretKey, Secret? SessionToken = null, DateTimeOffset? Expires = null) : ICredential
{
    DateTimeOffset? ICredential.Ends => Expires;

    bool ICredential.Is(string mark) => Id == mark;

    /// <summary>Keys from texts that may be missing.</summary>
    /// <returns>Null where the id or the key is.</returns>
    public static AwsKeys? Of(string? id, string? secretKey, string? sessionToken, DateTimeOffset? expires = null) =>
        id?.Trim() is { Length: > 0 } name && secretKey?.Trim() is { Length: > 0 } key
            ? new AwsKeys(name, new Secret(key), sessionToken?.Trim() is { Length: > 0 } token ? new Secret(token) : null, expires)
            : null;
}
