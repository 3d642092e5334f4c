using Fairlead.Gateway.Relay;
using Fairlead.Providers.Http;
using Fairlead.Providers.Translation;

namespace Fairlead.Gateway.Stored;

/// <summary>What the store is to a request on its way: puts in what it refers to, and keeps its answer.</summary>
internal sealed class StoredRequests(ResponseStore store)
{
    /// <summary>Puts what a request refers to in its place. Before anything else reads the body: all deployments can then answer it.</summary>
    public void Continue(RelayContext relay)
    {
        if (relay.Surface != Surface.Responses || store.IsEmpty || !Refers(relay.Body.Span))
        {
            return;
        }

        if (ContinuedBody.Of(store, CallerOf(relay), relay.Body.Memory, out var request) is { } body)
        {
            relay.Continued = request;
            relay.Body.Truncate(0);
            relay.Body.Append(body.Span);
        }
    }

    /// <summary>Who keeps the answer of an attempt that is translated; null where it is not to be kept.</summary>
    /// <param name="relay">The request; a mirror's answer is nobody's.</param>
    /// <param name="conversation">The same as a conversation.</param>
    public IAnswerKeeper? KeeperOf(RelayContext relay, Conversation conversation)
    {
        if (relay.Surface != Surface.Responses || relay.Http is null || !store.HasRoomFor(relay.Body.Length) || conversation.Bound.Exists(IsDeclined))
        {
            return null;
        }

        relay.Continued ??= new ContinuedRequest(CallerOf(relay), null, ContinuedBody.InputOf(relay.Body.Memory).ToArray());
        return new AnswerKeeper(store, relay.Continued);
    }

    /// <summary>What is lost of a request whose answer is kept here.</summary>
    public static IReadOnlyList<Loss> Left(IReadOnlyList<Loss> losses) => losses.Any(IsStore) ? [.. losses.Where(static loss => !IsStore(loss))] : losses;

    private static bool IsStore(Loss loss) => loss.Name == "store";

    private static bool IsDeclined(BoundMember member) => member.Name == "store" && member.Value.Span.SequenceEqual("false"u8);

    private static bool Refers(ReadOnlySpan<byte> body) => body.IndexOf("\"previous_response_id\""u8) >= 0 || body.IndexOf("\"item_reference\""u8) >= 0;

    private static string CallerOf(RelayContext relay) => RelayAffinity.CallerOf(relay.Http.Request.Headers) ?? "";
}
