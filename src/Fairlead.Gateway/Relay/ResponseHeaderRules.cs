using System.Collections.Concurrent;

namespace Fairlead.Gateway.Relay;

/// <summary>Which of the upstream's headers reach the client, and under which name. LiteLLM's rule: as <c>llm_provider-*</c>.</summary>
internal static class ResponseHeaderRules
{
    private const string Prefix = "llm_provider-";

    /// <summary>A vendor sends about 25 distinct names; the bound only keeps a hostile upstream from filling memory.</summary>
    private const int MaxRemembered = 1024;

    // The value is the name to answer under; null drops the header.
    private static readonly ConcurrentDictionary<string, string?> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        // Hop by hop (RFC 9110, 7.6.1), and framing, which is the gateway's own.
        ["connection"] = null,
        ["keep-alive"] = null,
        ["proxy-connection"] = null,
        ["proxy-authenticate"] = null,
        ["proxy-authentication-info"] = null,
        ["te"] = null,
        ["trailer"] = null,
        ["transfer-encoding"] = null,
        ["upgrade"] = null,
        ["content-length"] = null,

        // About the upstream's own host: wrong, or a way to track, under another.
        ["set-cookie"] = null,
        ["set-cookie2"] = null,
        ["alt-svc"] = null,
        ["strict-transport-security"] = null,
        ["public-key-pins"] = null,

        // Set by the gateway.
        ["date"] = null,
        ["cache-control"] = null,
        ["x-accel-buffering"] = null,

        // On an answer that succeeded it would only park clients (some vendors send it there).
        ["retry-after"] = null,
        ["retry-after-ms"] = null,

        // About the body, which is passed on as it is.
        ["content-type"] = "Content-Type",
        ["content-encoding"] = "Content-Encoding",
        ["content-language"] = "Content-Language",

        // Kept by LiteLLM: clients pace themselves by them.
        ["x-ratelimit-limit-requests"] = "x-ratelimit-limit-requests",
        ["x-ratelimit-limit-tokens"] = "x-ratelimit-limit-tokens",
        ["x-ratelimit-remaining-requests"] = "x-ratelimit-remaining-requests",
        ["x-ratelimit-remaining-tokens"] = "x-ratelimit-remaining-tokens",
        ["x-ratelimit-reset-requests"] = "x-ratelimit-reset-requests",
        ["x-ratelimit-reset-tokens"] = "x-ratelimit-reset-tokens",
    };

    /// <summary>The name to answer under; null where the header is dropped.</summary>
    public static string? Target(string name) => Names.TryGetValue(name, out var target) ? target : Remember(name);

    private static string? Remember(string name)
    {
#pragma warning disable CA1308 // Header names are written in lower case here, however the first upstream spelt this one.
        var lower = name.ToLowerInvariant();
#pragma warning restore CA1308
        var target = lower.StartsWith("x-ratelimit-", StringComparison.Ordinal) || lower.StartsWith(Prefix, StringComparison.Ordinal) ? lower : Prefix + lower;
        if (Names.Count < MaxRemembered)
        {
            Names.TryAdd(name, target);
        }

        return target;
    }
}
