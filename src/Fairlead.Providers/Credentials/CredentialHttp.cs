using System.Net;
using Fairlead.Providers.Http;

namespace Fairlead.Providers.Credentials;

/// <summary>Calls a service that hands out keys or tokens.</summary>
/// <param name="invoker">The pool to call through.</param>
/// <param name="limit">Time for the whole call.</param>
/// <param name="time">The clock of that.</param>
internal sealed class CredentialHttp(HttpMessageInvoker invoker, TimeSpan limit, TimeProvider time)
{
    /// <summary>Longest answer that is read: keys and their token take some 2 KB.</summary>
    private const int MaxBytes = 64 * 1024;

    /// <summary>Calls it.</summary>
    /// <returns>Status and body; status 0 where it could not be reached.</returns>
    public async ValueTask<(int Status, byte[] Body)> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            request.Version = HttpVersion.Version11;
            using var response = await invoker.SendAsync(request, both.Token).ConfigureAwait(false);
            var body = await response.Content.ReadAsStreamAsync(both.Token).ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                var bytes = new byte[MaxBytes];
                var length = await body.ReadAtLeastAsync(bytes, MaxBytes, throwOnEndOfStream: false, both.Token).ConfigureAwait(false);
                return ((int)response.StatusCode, bytes[..length]);
            }
        }
        catch (Exception e) when (TransportFailure.IsTransport(e) && !cancellationToken.IsCancellationRequested)
        {
            return (0, []);
        }
    }
}
