using Fairlead.Providers.Credentials.Tokens;

namespace Fairlead.Providers.Credentials.Google;

/// <summary>Tokens of the service account that a machine of Google Cloud runs as, from its metadata.</summary>
/// <param name="http">Calls it.</param>
/// <param name="host">Where it is; null for the usual name.</param>
/// <param name="time">The clock tokens end by.</param>
internal sealed class GoogleMachineTokens(CredentialHttp http, string? host, TimeProvider time) : TokenSource
{
    private const string Path = "/computeMetadata/v1/instance/service-accounts/default/token";

    public override async ValueTask<Found<AccessToken>> GetAsync(CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate($"http://{host ?? "metadata.google.internal"}{Path}", UriKind.Absolute, out var address))
        {
            return Found<AccessToken>.Failed("GCE_METADATA_HOST is no host");
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("Metadata-Flavor", "Google");
        var (status, answer) = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return status == 0
            ? Found<AccessToken>.Failed("Vertex AI needs credentials: set vertex_credentials, or GOOGLE_APPLICATION_CREDENTIALS, or run where Google Cloud gives them")
            : OAuthTokens.Read(status, answer, "the machine's", time);
    }
}
