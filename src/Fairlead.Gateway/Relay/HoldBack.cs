using System.Runtime.CompilerServices;
using Fairlead.Attempts;
using Fairlead.Providers.Http;
using Fairlead.Providers.Streaming;

namespace Fairlead.Gateway.Relay;

/// <summary>What was held back of an answer when it could be judged.</summary>
/// <param name="Failure"><see cref="FailureKind.None"/> when it is an answer.</param>
/// <param name="Ended">Nothing comes after what is held.</param>
/// <param name="EventStream">It is a server-sent event stream.</param>
/// <param name="Reason">Why it is none, for people; null where the reply says it.</param>
internal readonly record struct Held(FailureKind Failure, bool Ended, bool EventStream = false, string? Reason = null)
{
    /// <summary>A content filter cut it, before any content where it is a stream.</summary>
    public bool IsFiltered { get; init; }

    /// <summary>The same as what the session makes of it: a filter's verdict is a failure where somebody is named for such requests.</summary>
    public Held For(RouteSession session) =>
        IsFiltered && session.TurnsFromFilter ? this with { Failure = FailureKind.ContentPolicy, Reason = "a content filter cut the answer" } : this;
}

/// <summary>
/// Reads an answer until it has proved to be one: a stream until its first content event, a plain answer to its end.
/// Until then nothing has reached the client, and any failure may go to another deployment.
/// </summary>
internal static class HoldBack
{
    /// <summary>What is held at most; a plain answer above it (a large batch of embeddings) is passed on as it comes.</summary>
    private const int MaxHeld = 256 * 1024;

    /// <summary>Room for one read: what one TLS record can hold.</summary>
    private const int ReadSize = 16 * 1024;

    public static ValueTask<Held> ReadAsync(RelayContext relay, Lane lane, UpstreamReply reply, TimeSpan firstContentIn) =>
        lane.Watch.Translation is { } translation
            ? TranslatedAnswer.HoldAsync(relay, lane, reply, translation, firstContentIn)
            : ReadRelayedAsync(relay, lane, reply, firstContentIn);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<Held> ReadRelayedAsync(RelayContext relay, Lane lane, UpstreamReply reply, TimeSpan firstContentIn)
    {
        var events = reply.IsEventStream;
        // Nobody asks for compression; who compresses all the same is passed on unread, and so are sound and texts that are no JSON.
        var opaque = (reply.ContentHeaders?.NonValidated.Contains("Content-Encoding") ?? false) || (!events && SurfaceTable.MayBeRaw(relay.Surface) && !IsJson(reply));
        var armed = false;
        try
        {
            while (true)
            {
                lane.Hold.Reserve(ReadSize);
                var reading = reply.ReadAsync(lane.Hold.Free, lane.Token);
                if (!reading.IsCompleted && !armed && firstContentIn >= TimeSpan.Zero)
                {
                    // Comments and empty frames keep a connection alive, not a client waiting for content.
                    armed = true;
                    lane.CancelAfter(firstContentIn);
                }

                var read = await reading;
                if (read.Failure != FailureKind.None)
                {
                    return new Held(read.Failure, Ended: true);
                }

                if (read.Count == 0)
                {
                    return Judge(relay, lane, events, opaque);
                }

                var bytes = lane.Hold.Free.Span[..read.Count];
                lane.Hold.Advance(read.Count);
                if (events && !opaque)
                {
                    lane.Watch.Events.Push(bytes);
                    if (lane.Watch.Events.ErrorSeen)
                    {
                        return ErrorFrame(relay, lane);
                    }
                }
                else if (!opaque)
                {
                    lane.Watch.PushPlain(bytes);
                }

                if (opaque || lane.Watch.Events.ContentSeen || lane.Hold.Length >= MaxHeld)
                {
                    return new Held(FailureKind.None, Ended: false, events && !opaque) { IsFiltered = lane.Watch.Events.IsFiltered };
                }
            }
        }
        finally
        {
            if (armed)
            {
                lane.CancelAfter(Timeout.InfiniteTimeSpan);
            }
        }
    }

    private static bool IsJson(UpstreamReply reply) => reply.ContentHeaders?.ContentType?.MediaType?.EndsWith("json", StringComparison.OrdinalIgnoreCase) ?? false;

    /// <summary>Judges an answer that has ended.</summary>
    private static Held Judge(RelayContext relay, Lane lane, bool events, bool opaque)
    {
        if (opaque)
        {
            return relay.Surface == Surface.Speech && lane.Hold.Length == 0
                ? new Held(FailureKind.EmptyAnswer, Ended: true, Reason: "the answer is empty")
                : new Held(FailureKind.None, Ended: true);
        }

        if (!events)
        {
            return !PlainAnswer.IsAnswer(lane.Hold.Span)
                ? new Held(FailureKind.MalformedResponse, Ended: true, Reason: "the answer is no JSON, or an error with status 200")
                : !MayBeEmpty(relay, lane) && ChunkInspector.SaysNothing(ChunkInspector.Inspect(lane.Hold.Span))
                    ? new Held(FailureKind.EmptyAnswer, Ended: true, Reason: "the answer is empty")
                    : new Held(FailureKind.None, Ended: true) { IsFiltered = relay.MindsFilter && ChunkInspector.IsFiltered(lane.Hold.Span) };
        }

        var stream = lane.Watch.Events;
        stream.Complete();
        if (stream.ErrorSeen)
        {
            return ErrorFrame(relay, lane);
        }

        if (!stream.ContentSeen && !(stream.FinishSeen && MayBeEmpty(relay, lane)))
        {
            return new Held(FailureKind.EmptyAnswer, Ended: true, Reason: "the stream ended without content");
        }

        return stream.IsWhole
            ? new Held(FailureKind.None, Ended: true, EventStream: true) { IsFiltered = stream.IsFiltered }
            : new Held(FailureKind.StreamBroken, Ended: true, Reason: "the stream ended before the answer did");
    }

    /// <summary>Nothing is an answer where the upstream counted tokens for it (it thought, and said nothing), and where no more than one token was asked for.</summary>
    public static bool MayBeEmpty(RelayContext relay, Lane lane) => lane.Watch.Usage.OutputTokens > 0 || relay.View.MaxOutputTokens <= 1;

    private static Held ErrorFrame(RelayContext relay, Lane lane)
    {
        var failure = lane.Watch.Events.ErrorOf(new ReasonContext(relay.Body.Memory, relay.View.ModelSpan, null));
        return new Held(failure.Kind, Ended: true, Reason: failure.Reason);
    }
}
