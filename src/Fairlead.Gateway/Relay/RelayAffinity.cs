using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Fairlead.Affinity;
using Fairlead.Attempts;
using Fairlead.Gateway.Keys;
using Fairlead.Model;
using Fairlead.Providers.Http;
using Fairlead.Providers.Streaming;
using Microsoft.AspNetCore.Http;

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
        PreviousResponseId = (kinds & AffinityKinds.Response) == 0 ? null : relay.View.PreviousResponse,
        Sealed = (kinds & AffinityKinds.Sealed) == 0 || relay.Surface != Surface.Responses ? default : SealedItems.Of(relay.Body.Span),
        SessionId = (kinds & AffinityKinds.Session) == 0 ? null : SessionOf(relay),

        // The whole body: what stands before the messages (tools, a schema) belongs to what an upstream caches.
        Prefix = (kinds & AffinityKinds.Prefix) == 0 ? null : PromptPrefix.Of(relay.Body.Span),
        Caller = (kinds & AffinityKinds.Caller) == 0 ? null : CallerOf(relay.Http.Request.Headers),
    };

    /// <summary>The session a request belongs to, as its client names it; null for none.</summary>
    public static string? SessionOf(RelayContext relay) =>
        relay.Http.Request.Headers.TryGetValue(SessionHeader, out var session) ? session.ToString() : relay.View.SessionId;

    /// <summary>The id of an answer that requests can continue; null where there is none. Of a plain one it is the first text named <c>id</c> that looks like one.</summary>
    /// <param name="relay">The request.</param>
    /// <param name="held">What is held of the answer.</param>
    public static string? AnswerOf(RelayContext relay, in Held held)
    {
        if (relay.Surface != Surface.Responses || relay.Watch.Translation is not null || held.EventStream)
        {
            return null;
        }

        var at = JsonKey.ValueOf(relay.Hold.Span, "\"id\""u8, 0);
        var value = at < 0 ? default : relay.Hold.Span[at..];
        var end = value.Length > 1 ? value[1..].IndexOf((byte)'"') : -1;
        return end > 0 && value.StartsWith("\"resp_"u8) ? Encoding.UTF8.GetString(value[1..(end + 1)]) : null;
    }

    /// <summary>The key of what a plain answer has sealed, as far as it is held; 0 where nothing is, or nobody goes by it. A stream's is found as it passes.</summary>
    public static ulong SealedOf(RelayContext relay, RoutingModel model, in Held held) =>
        relay.Surface == Surface.Responses && relay.Watch.Translation is null && !held.EventStream && model.Affinity is { } rules && (rules.All & AffinityKinds.Sealed) != 0
            ? SealedItems.Of(relay.Hold.Span).Last
            : 0;

    /// <summary>The name of whoever brings a key; null for nobody.</summary>
    public static string? CallerOf(IHeaderDictionary headers) => CallerOf(MasterKeyGuard.KeyOf(headers));

    private static string? CallerOf(ReadOnlySpan<char> key) =>
        key.IsEmpty ? null : Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(key)).AsSpan(0, CallerBytes));
}
