using System.Text;
using System.Text.Json;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Credentials.Aws;

/// <summary>Keys that the machine hands out: to a container (ECS, EKS), else to a whole instance (EC2, its metadata service in version 2).</summary>
/// <param name="settings">Where they are handed out stands in the environment.</param>
/// <param name="http">Calls within the machine.</param>
internal sealed class MachineKeys(AwsSettings settings, CredentialHttp http) : AwsKeySource
{
    private const string InstanceRoles = "/latest/meta-data/iam/security-credentials/";

    // Where a full address may lead without TLS, as AWS's own tools have it: this machine and the agents of ECS and EKS.
    private static readonly string[] PlainHosts = ["localhost", "127.0.0.1", "[::1]", "169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"];

    public override async ValueTask<Found<AwsKeys>> GetAsync(CancellationToken cancellationToken)
    {
        if (settings.Variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") is { } path)
        {
            return await ContainerAsync("http://169.254.170.2" + path, cancellationToken).ConfigureAwait(false);
        }

        if (settings.Variable("AWS_CONTAINER_CREDENTIALS_FULL_URI") is { } full)
        {
            return await ContainerAsync(full, cancellationToken).ConfigureAwait(false);
        }

        return string.Equals(settings.Variable("AWS_EC2_METADATA_DISABLED"), "true", StringComparison.OrdinalIgnoreCase)
            ? Found<AwsKeys>.Nothing
            : await InstanceAsync(settings.Variable("AWS_EC2_METADATA_SERVICE_ENDPOINT")?.TrimEnd('/') ?? "http://169.254.169.254", cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Found<AwsKeys>> ContainerAsync(string address, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url)
            || url.Scheme != Uri.UriSchemeHttps && !(url.Scheme == Uri.UriSchemeHttp && Array.IndexOf(PlainHosts, url.Host) >= 0))
        {
            return Found<AwsKeys>.Failed("the address of the container's credentials is none that AWS allows");
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (Token() is { } token)
        {
            request.Headers.TryAddWithoutValidation("Authorization", token);
        }

        var (status, body) = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return status == 200 ? Read(body) : Found<AwsKeys>.Failed(status == 0 ? "the container's credentials could not be reached" : $"the container's credentials were refused with status {status}");
    }

    private async ValueTask<Found<AwsKeys>> InstanceAsync(string address, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(address + "/latest/api/token", UriKind.Absolute, out var url))
        {
            return Found<AwsKeys>.Failed("AWS_EC2_METADATA_SERVICE_ENDPOINT is no URL");
        }

        // Whatever is not an instance of EC2 does not answer, or not so: it then has no keys.
        using var asked = new HttpRequestMessage(HttpMethod.Put, url);
        asked.Headers.TryAddWithoutValidation("X-aws-ec2-metadata-token-ttl-seconds", "300");
        var (status, token) = await http.SendAsync(asked, cancellationToken).ConfigureAwait(false);
        if (status != 200)
        {
            return Found<AwsKeys>.Nothing;
        }

        var roles = await GetAsync(address + InstanceRoles, token, cancellationToken).ConfigureAwait(false);
        var role = Encoding.UTF8.GetString(roles ?? []).Split('\n')[0].Trim();
        return role.Length > 0 && await GetAsync(address + InstanceRoles + Uri.EscapeDataString(role), token, cancellationToken).ConfigureAwait(false) is { } body
            ? Read(body)
            : Found<AwsKeys>.Nothing;
    }

    private async ValueTask<byte[]?> GetAsync(string address, byte[] token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("X-aws-ec2-metadata-token", Encoding.ASCII.GetString(token));
        var (status, body) = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return status == 200 ? body : null;
    }

    private string? Token()
    {
        if (settings.Variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") is { } file)
        {
            try
            {
                return File.ReadAllText(file).Trim();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Boundary: the agent then says that a token is missing.
                return null;
            }
        }

        return settings.Variable("AWS_CONTAINER_AUTHORIZATION_TOKEN");
    }

    private static Found<AwsKeys> Read(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            var ends = root.TryGetProperty("Expiration"u8, out var expiration) && expiration.ValueKind == JsonValueKind.String && expiration.TryGetDateTimeOffset(out var end)
                ? end
                : (DateTimeOffset?)null;
            return AwsKeys.Of(root.Text("AccessKeyId"u8), root.Text("SecretAccessKey"u8), root.Text("Token"u8), ends) is { } keys
                ? Found<AwsKeys>.Of(keys)
                : Found<AwsKeys>.Failed("the machine's credentials hold no keys");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Boundary: whatever answered is not what hands out keys.
            return Found<AwsKeys>.Failed("the machine's credentials are not what they must be");
        }
    }
}
