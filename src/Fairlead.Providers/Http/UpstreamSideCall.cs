using System.Buffers;
using Fairlead.Model;

namespace Fairlead.Providers.Http;

/// <summary>Asks a deployment's own host for something beside its API: an engine's metrics.</summary>
internal static class UpstreamSideCall
{
    /// <summary>Gets a path of the host.</summary>
    /// <param name="client">Makes the call, through the pool that the deployment's calls take.</param>
    /// <param name="deployment">The deployment.</param>
    /// <param name="path">The path, with its slash.</param>
    /// <param name="maxBytes">Longest answer that is read.</param>
    /// <param name="limit">Time for the whole call.</param>
    /// <param name="time">The clock of that.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>The body of an answer with status 200; null for anything else.</returns>
    public static async ValueTask<ReadOnlyMemory<byte>?> GetAsync(
        UpstreamClient client, Deployment deployment, string path, int maxBytes, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        var endpoint = client.EndpointOf(deployment);
        if (endpoint.Invoker is not { } invoker || endpoint.Urls?.For(deployment.UpstreamModel, Surface.ChatCompletions, stream: false) is not { } api)
        {
            return null;
        }

        using var timeout = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(api.GetLeftPart(UriPartial.Authority) + path)) { Version = endpoint.Version };
        foreach (var (name, value) in endpoint.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        try
        {
            using var response = await invoker.SendAsync(request, either.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                return null;
            }

            var body = await response.Content.ReadAsStreamAsync(either.Token).ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                return await ReadAsync(body, maxBytes, either.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (TransportFailure.IsTransport(e) && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(Stream body, int maxBytes, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        while (buffer.WrittenCount < maxBytes)
        {
            var count = await body.ReadAsync(buffer.GetMemory(), cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                break;
            }

            buffer.Advance(count);
        }

        return buffer.WrittenMemory;
    }
}
