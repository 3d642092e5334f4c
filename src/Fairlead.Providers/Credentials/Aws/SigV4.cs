using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Fairlead.Providers.Credentials.Aws;

/// <summary>AWS's Signature Version 4, as its guide to signing requests has it.</summary>
internal static class SigV4
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>Signs a request: puts on <c>X-Amz-Date</c>, <c>X-Amz-Security-Token</c> where the keys have one, and <c>Authorization</c>.</summary>
    /// <param name="request">The request, with the address and content type it goes out with.</param>
    /// <param name="body">The body as it goes out.</param>
    /// <param name="keys">What it is signed with.</param>
    /// <param name="region">The region it is signed for.</param>
    /// <param name="service">The service it is signed for: <c>bedrock</c>, <c>sts</c> …</param>
    /// <param name="now">The time; the service takes five minutes of difference.</param>
    public static void Sign(HttpRequestMessage request, ReadOnlySpan<byte> body, AwsKeys keys, string region, string service, DateTimeOffset now)
    {
        var stamp = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        Set(request, "X-Amz-Date", stamp);
        if (keys.SessionToken is { } token)
        {
            Set(request, "X-Amz-Security-Token", token.Reveal());
        }

        var headers = SignedHeaders(request);
        var names = string.Join(';', headers.Keys);
        var canonical = Canonical(request, headers, names, body);
        var scope = $"{stamp[..8]}/{region}/{service}/aws4_request";
        var signature = Hmac(KeyFor(keys, stamp[..8], region, service), $"{Algorithm}\n{stamp}\n{scope}\n{Hex(Encoding.UTF8.GetBytes(canonical))}");
        Set(request, "Authorization", $"{Algorithm} Credential={keys.Id}/{scope}, SignedHeaders={names}, Signature={Convert.ToHexStringLower(signature)}");
    }

    private static string Canonical(HttpRequestMessage request, SortedDictionary<string, string> headers, string names, ReadOnlySpan<byte> body)
    {
        var url = request.RequestUri!;
        var text = new StringBuilder(512);
        text.Append(request.Method.Method).Append('\n').Append(Path(url)).Append('\n').Append(Query(url)).Append('\n');
        foreach (var (name, value) in headers)
        {
            text.Append(name).Append(':').Append(value).Append('\n');
        }

        return text.Append('\n').Append(names).Append('\n').Append(Hex(body)).ToString();
    }

    /// <summary>The address's path, encoded once more: what is <c>%3A</c> on the wire is signed as <c>%253A</c> (by every service but S3).</summary>
    private static string Path(Uri url) => string.Join('/', url.AbsolutePath.Split('/').Select(Uri.EscapeDataString));

    // By name, then by value; names without a value get an empty one.
    private static string Query(Uri url)
    {
        if (url.Query.Length < 2)
        {
            return "";
        }

        var pairs = url.Query[1..].Split('&').Select(static pair => pair.Contains('=', StringComparison.Ordinal) ? pair : pair + "=").ToArray();
        Array.Sort(pairs, string.CompareOrdinal);
        return string.Join('&', pairs);
    }

    private static SortedDictionary<string, string> SignedHeaders(HttpRequestMessage request)
    {
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["host"] = request.Headers.Host ?? (request.RequestUri!.IsDefaultPort ? request.RequestUri.IdnHost : $"{request.RequestUri.IdnHost}:{request.RequestUri.Port}"),
        };
        if (request.Content?.Headers.NonValidated is { } content && content.TryGetValues("Content-Type", out var type))
        {
            headers["content-type"] = Squeezed(type.ToString());
        }

        foreach (var (name, values) in request.Headers.NonValidated)
        {
            if (name.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase))
            {
                headers[name.ToLowerInvariant()] = Squeezed(values.ToString());
            }
        }

        return headers;
    }

    private static string Squeezed(string value) => string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static byte[] KeyFor(AwsKeys keys, string day, string region, string service)
    {
        var key = Hmac(Encoding.UTF8.GetBytes("AWS4" + keys.SecretKey.Reveal()), day);
        key = Hmac(key, region);
        key = Hmac(key, service);
        return Hmac(key, "aws4_request");
    }

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hex(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return Convert.ToHexStringLower(hash);
    }

    private static void Set(HttpRequestMessage request, string name, string value)
    {
        request.Headers.Remove(name);
        request.Headers.TryAddWithoutValidation(name, value);
    }
}
