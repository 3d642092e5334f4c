using System.Collections.Frozen;
using Fairlead.Gateway.Relay;
using Fairlead.Providers.Http;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Gateway.PassThrough;

/// <summary>Which headers go through: those about the message, none about the connection, the client's network or its key.</summary>
internal static class PassThroughHeaders
{
    /// <summary>Of requests. What frames a message belongs to its connection (RFC 9110, 7.6.1); keys and cookies are the gateway's; who forwarded it is nobody's business.</summary>
    private static readonly FrozenSet<string> NotSent = Names(
        "host", "connection", "keep-alive", "proxy-connection", "proxy-authorization", "proxy-authenticate", "te", "trailer", "transfer-encoding", "upgrade", "expect", "content-length",
        "authorization", "api-key", "x-api-key", "x-goog-api-key", "cookie", "forwarded", "via", "x-real-ip", "true-client-ip", "cf-connecting-ip", "origin", "referer");

    /// <summary>Of answers, besides what the relay drops.</summary>
    private static readonly FrozenSet<string> NotAnswered = Names(
        "connection", "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authentication-info", "te", "trailer", "transfer-encoding", "upgrade", "set-cookie", "set-cookie2",
        "alt-svc", "strict-transport-security", "public-key-pins", "date", "server", "via");

    /// <summary>The request that goes to the vendor.</summary>
    public static HttpRequestMessage Request(HttpContext http, PassThroughTarget target, Uri address, Stream body)
    {
        var source = http.Request;
        var hasBody = source.ContentLength is > 0 || (source.ContentLength is null && source.Headers.TransferEncoding.Count > 0) || IsBodyOfHttp2(source);
        var request = new HttpRequestMessage(HttpMethod.Parse(source.Method), address)
        {
            Version = target.Version,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = hasBody ? new StreamContent(body) : null,
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

        if (hasBody && source.ContentLength is { } length)
        {
            request.Content!.Headers.ContentLength = length;
        }

        foreach (var (name, value) in target.Headers)
        {
            // The client says itself how it wants to be answered, and who it is.
            if (!((name is "Accept-Encoding" or "User-Agent") && request.Headers.Contains(name)))
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

    private static bool IsBodyOfHttp2(HttpRequest request) =>
        !HttpProtocol.IsHttp11(request.Protocol) && !HttpProtocol.IsHttp10(request.Protocol) && request.ContentLength is null && !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !HttpMethods.IsDelete(request.Method);

    private static bool IsOfGateway(string name) =>
        name.StartsWith("x-litellm-", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("x-fairlead-", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("x-forwarded-", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith(':');

    private static FrozenSet<string> Names(params string[] names) => names.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
