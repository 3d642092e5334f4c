using System.Net;

namespace Fairlead.Providers.Http;

/// <summary>Sets up the HTTP stack: nothing between the gateway and the upstream that was not asked for.</summary>
internal static class UpstreamHandler
{
    public static HttpMessageInvoker Create(UpstreamClientOptions options, Dialer dialer) => new(
        new SocketsHttpHandler
        {
            // A proxy, a redirect or a cookie would take a key to a place the dialer never checked.
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            // The bytes go through as they are.
            AutomaticDecompression = DecompressionMethods.None,
            // Trace headers are the gateway's business, not the stack's.
            ActivityHeadersPropagator = null,
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = options.ConnectTimeout,
            PooledConnectionLifetime = options.ConnectionLifetime,
            // Shorter than the 60 s of common front ends (nginx, AWS load balancers), so that they rarely close one as it is taken.
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(55),
            // A dead HTTP/2 connection would otherwise fail only when the first-byte timeout of every call on it has passed.
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            // An answer left half read is closed at once: draining it would keep the model generating for nobody.
            MaxResponseDrainSize = 0,
            ResponseDrainTimeout = TimeSpan.Zero,
            ConnectCallback = dialer.ConnectAsync,
        },
        disposeHandler: true);
}
