using System.Collections.Frozen;
using Fairlead.Gateway.Relay;
using Fairlead.Providers.Http;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Gateway.PassThrough;

/// <summary>Which headers go through: those about the message, none about the connection, the client's network or its key.</summary>
internal static class PassThroughHeaders
{
    /// <summary>Of requests. What frames a message belongs to its connection (RFC 9110, 7.6.1); keys, signatures and cookies are the gateway's; who forwarded it is nobody's business.</summary>
    private static readonly FrozenSet<string> NotSent = Names(
        "host", "connection", "keep-alive", "proxy-connection", "proxy-authorization", "proxy-authenticate", "te", "trailer", "transfer-encoding", "upgrade", "expect", "content-length",
        "x-amz-date", "x-amz-security-token", "x-amz-content-sha256", "authorization", "api-key", "x-api-key", "x-goog-api-key", "cookie", "forwarded", "via", "x-real-ip", "true-client-ip", "cf-connecting-ip", "origin", "referer");

    /// <summary>Of answers, besides what the relay drops.</summary>
    private static readonly FrozenSet<string> NotAnswered = Names(
        "connection", "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authentication-info", "te", "trailer", "transfer-encoding", "upgrade", "set-cookie", "set-cookie2",
        "alt-svc", "strict-transport-security", "public-key-pins", "date", "server", "via");

    /// <summary>The request that goes to the vendor.</summary>
    /// <param name="http">The request as it came.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="address">The address there.</param>
    /// <param name="content">Its body; null where it has none (<see cref="HasBody"/>).</param>
    public static HttpRequestMessage Request(HttpContext http, PassThroughTarget target, Uri address, HttpContent? content)
    {
        var source = http.Request;
        var request = new HttpRequestMessage(HttpMethod.Parse(source.Method), address)
        {
            Version = target.Version,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = content,
        };
        var listed = source.Headers.Connection.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (var (name, values) in source.Headers)
        {
            if (NotSent.Contains(name) || IsOfGateway(name) || listed.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                continue;
            }

            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        if (content is not null && source.ContentLength is { } length)
        {
            content.Headers.ContentLength = length;
        }

        foreach (var (name, value) in target.Headers)
        {
            // The client says itself who it is. Its encodings it does not choose: usage is read from the bytes as they pass.
            if (!(name is "User-Agent" && request.Headers.Contains(name)))
            {
                request.Headers.Remove(name);
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return request;
    }

    /// <summary>The head of the vendor's answer.</summary>
    public static void Answer(HttpContext http, UpstreamReply reply)
    {
        var response = http.Response;
        response.StatusCode = reply.Status;
        foreach (var header in reply.Headers!.NonValidated.Concat(reply.ContentHeaders!.NonValidated))
        {
            var value = header.Value.ToString();
            if (!NotAnswered.Contains(header.Key) && HeaderText.IsSafe(value))
            {
                response.Headers[header.Key] = value;
            }
        }

        if (reply.IsEventStream)
        {
            response.Headers["X-Accel-Buffering"] = "no";
            response.Headers.CacheControl = "no-cache, no-transform";
        }
    }

    /// <summary>Whether a request has a body, as far as its head tells.</summary>
    public static bool HasBody(HttpRequest request) =>
        request.ContentLength is > 0 || (request.ContentLength is null && request.Headers.TransferEncoding.Count > 0) || IsBodyOfHttp2(request);

    private static bool IsBodyOfHttp2(HttpRequest request) =>
        !HttpProtocol.IsHttp11(request.Protocol) && !HttpProtocol.IsHttp10(request.Protocol) && request.ContentLength is null && !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !HttpMethods.IsDelete(request.Method);

    private static bool IsOfGateway(string name) =>
        name.StartsWith("x-litellm-", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("x-fairlead-", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("x-forwarded-", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith(':');

    private static FrozenSet<string> Names(params string[] names) => names.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
