using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Credentials.Aws;

/// <summary>Keys of a role that a person's sign-on lends (IAM Identity Center): <c>aws sso login</c> has left a token, which the portal takes for keys.</summary>
/// <param name="profiles">The files of AWS's tools, and where they keep tokens.</param>
/// <param name="profile">The profile's name.</param>
/// <param name="settings">What the profile says.</param>
/// <param name="endpoint">The portal's address, where it is not Amazon's of the region; else null.</param>
/// <param name="http">Calls the portal.</param>
/// <param name="time">The clock.</param>
internal sealed class SsoKeys(AwsProfiles profiles, string profile, IReadOnlyDictionary<string, string> settings, string? endpoint, CredentialHttp http, TimeProvider time) : AwsKeySource
{
    /// <summary>Whether a profile names a sign-on.</summary>
    public static bool IsNamedIn(IReadOnlyDictionary<string, string> settings) => settings.ContainsKey("sso_session") || settings.ContainsKey("sso_start_url");

    public override async ValueTask<Found<AwsKeys>> GetAsync(CancellationToken cancellationToken)
    {
        // A session of its own has a section of its own, and its token is kept under its name; else the profile says all, and it is kept under the portal's address.
        var session = settings.GetValueOrDefault("sso_session");
        var portal = session is null ? settings : profiles.FindSession(session);
        if (portal?.GetValueOrDefault("sso_region") is not { } region
            || settings.GetValueOrDefault("sso_account_id") is not { } account
            || settings.GetValueOrDefault("sso_role_name") is not { } role
            || (session ?? portal.GetValueOrDefault("sso_start_url")) is not { } name)
        {
            return Found<AwsKeys>.Failed($"the sign-on of the profile '{profile}' needs sso_region, sso_account_id, sso_role_name and sso_start_url, or an sso_session with them");
        }

        if (Token(name) is not { } token)
        {
            return Found<AwsKeys>.Failed($"the sign-on of the profile '{profile}' is over, or was never begun: aws sso login --profile {profile}");
        }

        var address = $"{endpoint?.TrimEnd('/') ?? AwsRegion.In("https://portal.sso.{region}.amazonaws.com", region)}/federation/credentials?role_name={Uri.EscapeDataString(role)}&account_id={Uri.EscapeDataString(account)}";
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url))
        {
            return Found<AwsKeys>.Failed($"the sso_region of the profile '{profile}' is no region");
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.TryAddWithoutValidation("x-amz-sso_bearer_token", token);
        var (status, body) = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return status == 200 ? Read(body)
            : Found<AwsKeys>.Failed(status == 0 ? "the sign-on portal could not be reached" : $"the sign-on portal refused the role with status {status.ToString(CultureInfo.InvariantCulture)}");
    }

    /// <summary>The token that the login has left; null where there is none that is good.</summary>
    private string? Token(string name)
    {
        if (profiles.SignOnFile(FileName(name)) is not { } path)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;

            // Older tools wrote UTC for Z.
            return root.Text("expiresAt"u8)?.Replace("UTC", "Z", StringComparison.Ordinal) is { } ends
                && DateTimeOffset.TryParse(ends, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end)
                && time.GetUtcNow() < end
                ? root.Text("accessToken"u8)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            // Boundary: a file that is not what the login writes holds no token.
            return null;
        }
    }

    private static Found<AwsKeys> Read(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.TryObject("roleCredentials"u8, out var lent)
                && AwsKeys.Of(
                    lent.Text("accessKeyId"u8),
                    lent.Text("secretAccessKey"u8),
                    lent.Text("sessionToken"u8),
                    lent.Number("expiration"u8) is { } end and > 0 and < 253402300800000 ? DateTimeOffset.FromUnixTimeMilliseconds((long)end) : null) is { } keys)
            {
                return Found<AwsKeys>.Of(keys);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Boundary: whatever answered is not the portal.
        }

        return Found<AwsKeys>.Failed("the sign-on portal's answer holds no keys");
    }

#pragma warning disable CA5350 // A file's name, as AWS's tools make it; nothing is kept safe by it.
    private static string FileName(string name) => Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(name))) + ".json";
#pragma warning restore CA5350
}
