using Fairlead.Attempts;
using Fairlead.Providers.Http;

namespace Fairlead.Providers.Credentials.Aws;

/// <summary>Signs the calls of one deployment.</summary>
internal sealed class AwsSigner(Renewed<AwsKeys> keys, string region, string service, string vendor, TimeProvider time) : RequestSigner
{
    public override bool ReadsBody => true;

    public override async ValueTask<UpstreamFailure?> ApplyAsync(HttpRequestMessage request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var found = await keys.GetAsync(cancellationToken).ConfigureAwait(false);
        if (found.Value is null)
        {
            return new UpstreamFailure(
                FailureKind.Authentication,
                0,
                found.Problem ?? $"{vendor} needs credentials: set api_key, aws_access_key_id and aws_secret_access_key, a role or a profile, or the environment's variables for them");
        }

        // An address that names another region than the deployment's own is that region's.
        SigV4.Sign(request, body.Span, found.Value, AwsRegion.OfHost(request.RequestUri!.Host) ?? region, service, time.GetUtcNow());
        return null;
    }

    public override void OnRefused(HttpRequestMessage request)
    {
        const string before = "Credential=";
        if (request.Headers.NonValidated.TryGetValues("Authorization", out var values)
            && values.ToString() is var text
            && text.IndexOf(before, StringComparison.Ordinal) is >= 0 and var at
            && text.IndexOf('/', at) is > 0 and var end)
        {
            keys.Drop(text[(at + before.Length)..end]);
        }
    }
}
