using System.Text;
using System.Text.Json;
using Fairlead.Configuration;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Credentials.Tokens;

/// <summary>Tokens from an OAuth 2 token endpoint (RFC 6749 §5).</summary>
/// <param name="http">Calls it.</param>
/// <param name="address">The endpoint.</param>
/// <param name="form">What is sent, made anew for each call: it may be signed and dated.</param>
/// <param name="whose">Whose endpoint it is, for people.</param>
/// <param name="time">The clock tokens end by.</param>
internal sealed class OAuthTokens(CredentialHttp http, Uri address, Func<IReadOnlyList<KeyValuePair<string, string>>> form, string whose, TimeProvider time) : TokenSource
{
    /// <summary>How long a token is good whose answer does not say.</summary>
    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(30);

    public override async ValueTask<Found<AccessToken>> GetAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(Encoded()) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/x-www-form-urlencoded");
        var (status, answer) = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return status == 0 ? Found<AccessToken>.Failed($"{whose} token endpoint could not be reached") : Read(status, answer, whose, time);
    }

    /// <summary>Reads an answer.</summary>
    public static Found<AccessToken> Read(int status, byte[] answer, string whose, TimeProvider time)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            var root = document.RootElement;
            if (status is >= 200 and < 300 && root.Text("access_token"u8)?.Trim() is { Length: > 0 } token && token.All(static c => c is > ' ' and <= '~'))
            {
                var life = root.Number("expires_in"u8) is { } seconds and > 0 and < 1_000_000 ? TimeSpan.FromSeconds(seconds) : Usual;
                return Found<AccessToken>.Of(new AccessToken(new Secret(token), time.GetUtcNow() + life));
            }

            // The description may repeat what was sent; the code does not.
            return Found<AccessToken>.Failed($"{whose} token endpoint gave no token: {root.Text("error"u8) ?? $"status {status}"}");
        }
        catch (JsonException)
        {
            // Boundary: an answer that is no JSON.
            return Found<AccessToken>.Failed($"{whose} token endpoint gave no token: status {status}");
        }
    }

    private byte[] Encoded()
    {
        var text = new StringBuilder();
        foreach (var (name, value) in form())
        {
            text.Append(text.Length == 0 ? "" : "&").Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
