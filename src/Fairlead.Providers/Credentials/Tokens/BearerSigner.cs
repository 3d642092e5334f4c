using Fairlead.Attempts;
using Fairlead.Providers.Http;

namespace Fairlead.Providers.Credentials.Tokens;

/// <summary>Puts a token that is renewed on the calls of one deployment.</summary>
internal sealed class BearerSigner(Renewed<AccessToken> tokens) : RequestSigner
{
    private const string Scheme = "Bearer ";

    public override ValueTask<UpstreamFailure?> ApplyAsync(HttpRequestMessage request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var pending = tokens.GetAsync(cancellationToken);
        return pending.IsCompletedSuccessfully ? new(Apply(request, pending.Result)) : WaitAsync(request, pending);
    }

    public override void OnRefused(HttpRequestMessage request)
    {
        if (request.Headers.NonValidated.TryGetValues("Authorization", out var values) && values.ToString() is var text && text.StartsWith(Scheme, StringComparison.Ordinal))
        {
            tokens.Drop(text[Scheme.Length..]);
        }
    }

    private static async ValueTask<UpstreamFailure?> WaitAsync(HttpRequestMessage request, ValueTask<Found<AccessToken>> pending) =>
        Apply(request, await pending.ConfigureAwait(false));

    private static UpstreamFailure? Apply(HttpRequestMessage request, in Found<AccessToken> found)
    {
        if (found.Value is not { } token)
        {
            return new UpstreamFailure(FailureKind.Authentication, 0, found.Problem ?? "there is no token");
        }

        request.Headers.Remove("Authorization");
        request.Headers.TryAddWithoutValidation("Authorization", Scheme + token.Value.Reveal());
        return null;
    }
}
