using System.Security.Cryptography;
using System.Text;
using Fairlead.Configuration;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Gateway.Keys;

/// <summary>Lets in who brings the master key, in any of the headers clients send keys in, or as Google's clients may in the query.</summary>
internal sealed class MasterKeyGuard(Router router, FairleadGatewayOptions options)
{
    /// <summary>Longer values are refused unread; keys have some dozens of characters.</summary>
    private const int MaxKeyLength = 1024;

    private volatile Expected? _expected;

    /// <summary>Whether the request may pass.</summary>
    public bool Allows(HttpRequest request) => Allows(request, out _);

    /// <summary>The same.</summary>
    /// <param name="request">The request.</param>
    /// <param name="byKey">It brought the key, rather than that none is asked for: whoever holds it may speak for others.</param>
    public bool Allows(HttpRequest request, out bool byKey)
    {
        var key = router.Model.Config.General.MasterKey;
        byKey = key is not null && Matches(request, key);
        return key is null ? !options.RequireMasterKey : byKey;
    }

    /// <summary>The key a request brings, in whichever of the headers comes first; empty without one.</summary>
    public static ReadOnlySpan<char> KeyOf(IHeaderDictionary headers)
    {
        var sent = headers.Authorization.ToString().AsSpan();
        return sent.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? sent["Bearer ".Length..].Trim()
            : headers.TryGetValue("api-key", out var azure) ? azure.ToString()
            : headers.TryGetValue("x-api-key", out var anthropic) ? anthropic.ToString()
            : headers.TryGetValue("x-goog-api-key", out var google) ? google.ToString()
            : default;
    }

    private bool Matches(HttpRequest request, Secret key)
    {
        var sent = KeyOf(request.Headers);
        if (sent.IsEmpty && request.Path.StartsWithSegments("/v1beta"))
        {
            // Google's oldest way, on its own paths only: what stands in an address ends in logs.
            sent = request.Query["key"].ToString();
        }

        if (sent.Length is 0 or > MaxKeyLength)
        {
            return false;
        }

        // Hashes have one length and no order: comparing them tells nothing of the key, however it is timed.
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Hash(sent, hash);
        return CryptographicOperations.FixedTimeEquals(hash, HashOf(key));
    }

    private byte[] HashOf(Secret key)
    {
        var expected = _expected;
        if (expected is null || !ReferenceEquals(expected.Key, key))
        {
            _expected = expected = new Expected(key, SHA256.HashData(Encoding.UTF8.GetBytes(key.Reveal())));
        }

        return expected.Hash;
    }

    private static void Hash(ReadOnlySpan<char> text, Span<byte> hash)
    {
        Span<byte> utf8 = stackalloc byte[MaxKeyLength * 3];
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(text, utf8)], hash);
    }

    private sealed record Expected(Secret Key, byte[] Hash);
}
