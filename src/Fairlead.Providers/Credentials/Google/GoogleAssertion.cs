using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Fairlead.Configuration;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Credentials.Google;

/// <summary>What a service account signs to get a token (RFC 7523): who it is and what for, good for an hour.</summary>
internal sealed class GoogleAssertion
{
    private const string Scope = "https://www.googleapis.com/auth/cloud-platform";
    private const string Grant = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    private readonly string _email;
    private readonly Secret _key;
    private readonly string? _keyId;
    private readonly Uri _audience;

    private GoogleAssertion(string email, Secret key, string? keyId, Uri audience)
    {
        _email = email;
        _key = key;
        _keyId = keyId;
        _audience = audience;
    }

    /// <summary>Prepares one.</summary>
    /// <param name="email">The account.</param>
    /// <param name="key">Its private key, in PEM.</param>
    /// <param name="keyId">The key's id; null where nobody said.</param>
    /// <param name="audience">The token endpoint.</param>
    /// <param name="problem">Why it cannot be; null where it can.</param>
    public static GoogleAssertion? Of(string email, string key, string? keyId, Uri audience, out string? problem)
    {
        // A key that came through an environment variable often has its line breaks spelled out.
        var pem = key.Replace("\\n", "\n", StringComparison.Ordinal);
        try
        {
            using var rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            problem = null;
            return new GoogleAssertion(email, new Secret(pem), keyId, audience);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            // Boundary: what the operator wrote.
            problem = "a 'private_key' that is no RSA key in PEM";
            return null;
        }
    }

    /// <summary>The form that is sent to the token endpoint.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Form(DateTimeOffset now)
    {
        var head = Part(json =>
        {
            json.WriteString("alg"u8, "RS256"u8);
            json.WriteString("typ"u8, "JWT"u8);
            json.WriteIf("kid"u8, _keyId);
        });
        var claims = Part(json =>
        {
            json.WriteString("iss"u8, _email);
            json.WriteString("scope"u8, Scope);
            json.WriteString("aud"u8, _audience.OriginalString);
            json.WriteNumber("iat"u8, now.ToUnixTimeSeconds());
            json.WriteNumber("exp"u8, (now + Life).ToUnixTimeSeconds());
        });
        var text = head + "." + claims;
        using var rsa = RSA.Create();
        rsa.ImportFromPem(_key.Reveal());
        var signature = rsa.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return [new("grant_type", Grant), new("assertion", text + "." + Base64Url.EncodeToString(signature))];
    }

    private static string Part(Action<Utf8JsonWriter> write)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, JsonWriting.Options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Base64Url.EncodeToString(output.WrittenSpan);
    }
}
