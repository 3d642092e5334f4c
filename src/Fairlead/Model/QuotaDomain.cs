using System.Security.Cryptography;
using Fairlead.Configuration;

namespace Fairlead.Model;

/// <summary>The deployments that draw on one quota: same provider, model, address and credential, in whatever groups.</summary>
/// <remarks>
/// Vendors meter a credential and a model, not an entry of a configuration. An entry that names no credential is alone: who signs for it is not known here.
/// </remarks>
internal sealed class QuotaDomain
{
    /// <summary>Headers that carry a credential where the provider's own setting does not.</summary>
    private static readonly string[] KeyHeaders = ["Authorization", "api-key", "x-api-key", "x-goog-api-key"];

    private volatile Deployment? _refusedBy;

    private QuotaDomain(Deployment[] members) => Members = members;

    /// <summary>Two deployments or more.</summary>
    public Deployment[] Members { get; }

    /// <summary>The member whose refusal was heard last; null before the first.</summary>
    public Deployment? RefusedBy
    {
        get => _refusedBy;
        set => _refusedBy = value;
    }

    /// <summary>Tells deployments that share a quota of each other.</summary>
    public static void Assign(IEnumerable<Deployment> deployments)
    {
        foreach (var sharing in deployments.Where(static d => HasCredential(d.Config.Params)).GroupBy(KeyOf, StringComparer.Ordinal))
        {
            if (sharing.ToArray() is { Length: > 1 } members)
            {
                var domain = new QuotaDomain(members);
                foreach (var member in members)
                {
                    member.Quota = domain;
                }
            }
        }
    }

    private static bool HasCredential(DeploymentParams call) =>
        call.ApiKey is not null || call.ProviderSettings.Count > 0 || KeyHeaders.Any(name => Header(call, name) is not null);

    private static string? Header(DeploymentParams call, string name) =>
        call.ExtraHeaders.FirstOrDefault(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>A hash, so that no credential lies about in a table.</summary>
    private static string KeyOf(Deployment deployment)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var call = deployment.Config.Params;
        DeploymentIdentity.Add(hash, deployment.Provider);
        DeploymentIdentity.Add(hash, deployment.UpstreamModel);
        DeploymentIdentity.Add(hash, call.ApiBase?.TrimEnd('/'));
        DeploymentIdentity.Add(hash, call.Organization);
        DeploymentIdentity.Add(hash, call.RegionName);
        DeploymentIdentity.Add(hash, call.ApiKey?.Reveal());
        foreach (var name in KeyHeaders)
        {
            DeploymentIdentity.Add(hash, Header(call, name));
        }

        foreach (var (name, value) in call.ProviderSettings.OrderBy(static s => s.Key, StringComparer.Ordinal))
        {
            DeploymentIdentity.Add(hash, name);
            DeploymentIdentity.Add(hash, value.GetRawText());
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
