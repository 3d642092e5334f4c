using System.Security.Cryptography;
using System.Text;
using Fairlead.Attempts;
using Fairlead.Configuration;

namespace Fairlead.Model;

/// <summary>What makes a deployment the same one: its group and everything that decides whom a call reaches, and as whom.</summary>
/// <remarks>Weights, limits, prices, tags and timeouts are not part of it: changing them at a reload keeps what was learnt.</remarks>
internal static class DeploymentIdentity
{
    /// <summary>Length of an id made from a hash: 128 bits in hex, beyond any chance of two being equal.</summary>
    private const int IdLength = 32;

    public static string Of(DeploymentConfig config)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var call = config.Params;
        Add(hash, config.ModelName);
        Add(hash, call.Model);
        Add(hash, call.CustomProvider);
        Add(hash, call.ApiKey?.Reveal());
        Add(hash, call.ApiBase);
        Add(hash, call.ApiVersion);
        Add(hash, call.Organization);
        Add(hash, call.RegionName);
        Add(hash, call.MockResponse);
        foreach (var (name, value) in call.ExtraHeaders.OrderBy(static h => h.Key, StringComparer.Ordinal))
        {
            Add(hash, name);
            Add(hash, value);
        }

        foreach (var (name, value) in call.Extra.OrderBy(static e => e.Key, StringComparer.Ordinal))
        {
            Add(hash, name);
            Add(hash, value.GetRawText());
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..IdLength];
    }

    /// <summary>The id of a deployment under a caller's credentials: another for each deployment, and for each credential. Tells nothing of either.</summary>
    public static string OfShadow(string original, DeploymentConfig config)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, original);
        Add(hash, Of(config));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..IdLength];
    }

    /// <summary>A caller's credentials, as a key to look up by.</summary>
    public static string Of(ClientCredentials credentials)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, credentials.ApiKey?.Reveal());
        Add(hash, credentials.ApiBase);
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..IdLength];
    }

    /// <summary>Each part with its length before it, so that parts cannot run into each other; an unset one differs from an empty one.</summary>
    internal static void Add(IncrementalHash hash, string? part)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        var bytes = part is null ? [] : Encoding.UTF8.GetBytes(part);
        BitConverter.TryWriteBytes(length, part is null ? -1 : bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
