using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Fairlead.Affinity;
using Fairlead.Attempts;
using Fairlead.Gateway.Keys;
using Fairlead.Model;

namespace Fairlead.Gateway.Relay;

/// <summary>What may tie a request to the deployment that answered before. Reads only what the configuration goes by: without any, one null check.</summary>
internal static class RelayAffinity
{
    private const string SessionHeader = "x-litellm-session-id";

    /// <summary>Bytes of a key's hash kept as the caller's name: enough to tell callers apart.</summary>
    private const int CallerBytes = 16;

    public static RouteRequest Add(in RouteRequest request, RelayContext relay, RoutingModel model) =>
        model.Affinity is { } rules ? request with { Affinity = Read(relay, rules.All) } : request;

    private static RequestAffinity Read(RelayContext relay, AffinityKinds kinds) => new()
    {
        SessionId = (kinds & AffinityKinds.Session) == 0 ? null
            : relay.Http.Request.Headers.TryGetValue(SessionHeader, out var session) ? session.ToString()
            : relay.View.SessionId,

        // The whole body: what stands before the messages (tools, a schema) belongs to what an upstream caches.
        Prefix = (kinds & AffinityKinds.Prefix) == 0 ? null : PromptPrefix.Of(relay.Body.Span),
        Caller = (kinds & AffinityKinds.Caller) == 0 ? null : CallerOf(MasterKeyGuard.KeyOf(relay.Http.Request.Headers)),
    };

    private static string? CallerOf(ReadOnlySpan<char> key) =>
        key.IsEmpty ? null : Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(key)).AsSpan(0, CallerBytes));
}
