using System.Runtime.CompilerServices;
using Fairlead.Attempts;
using Fairlead.Providers.Http;
using Fairlead.Providers.Translation;

namespace Fairlead.Gateway.Relay;

/// <summary>An answer in another format than the client's: what <see cref="HoldBack"/> and <see cref="AnswerPump"/> are for one that is relayed.</summary>
internal static class TranslatedAnswer
{
    /// <summary>Longest plain answer that is translated: as the longest request, which may carry pictures too.</summary>
    private const long MaxPlain = RequestReader.DefaultMaxRequestBytes;

    /// <summary>Room for one read: what one TLS record can hold.</summary>
    private const int ReadSize = 16 * 1024;

    /// <summary>Room for a read amid a stream; an event has some hundred bytes.</summary>
    private const int EventSize = 2048;

    /// <summary>Reads an answer until it has proved to be one.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<Held> HoldAsync(RelayContext relay, Lane lane, UpstreamReply reply, AnswerTranslation translation, TimeSpan firstContentIn)
    {
        var isStream = translation.IsStream(reply.ContentHeaders?.ContentType?.MediaType);
        var armed = false;
        try
        {
            while (true)
            {
                lane.Raw.Reserve(ReadSize);
                var reading = reply.ReadAsync(lane.Raw.Free, lane.Token);
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
                    return isStream ? JudgeStream(relay, lane, translation) : JudgePlain(relay, lane, translation);
                }

                if (!isStream)
                {
                    lane.Raw.Advance(read.Count);
                    if (lane.Raw.Length > MaxPlain)
                    {
                        return new Held(FailureKind.MalformedResponse, Ended: true, Reason: "the answer is too long to be translated");
                    }

                    continue;
                }

                translation.Push(lane.Raw.Free.Span[..read.Count]);
                if (translation.ErrorBeforeContent)
                {
                    return ErrorOf(relay, translation);
                }

                if (translation is { ContentSeen: true, Streams: true })
                {
                    return new Held(FailureKind.None, Ended: false, EventStream: true) { IsFiltered = translation.IsFiltered };
                }
            }
        }
        finally
        {
            lane.Raw.Return();
            if (armed)
            {
                lane.CancelAfter(Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>Writes what is held, and then what comes: one read, one write, one flush.</summary>
    /// <returns>Why the answer ended early; <see cref="FailureKind.None"/> at its end.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<FailureKind> PumpAsync(RelayContext relay, UpstreamReply reply, AnswerTranslation translation, Held held)
    {
        var response = relay.Http.Response;
        var writer = response.BodyWriter;
        response.ContentLength = held.EventStream ? null : relay.Hold.Length;
        try
        {
            await writer.WriteAsync(relay.Hold.Memory, relay.Token);
            relay.Hold.Return();
            translation.Output.Target = writer;
            while (!held.Ended && !translation.ErrorSeen)
            {
                // Waits for the next event before it takes memory for it.
                var awaited = await reply.ReadAsync(Memory<byte>.Empty, relay.Token);
                if (awaited.Failure != FailureKind.None)
                {
                    return awaited.Failure;
                }

                if (await EventAsync(relay, reply, translation) is { } end)
                {
                    return end;
                }
            }

            return FailureKind.None;
        }
        catch (OperationCanceledException) when (relay.Token.IsCancellationRequested)
        {
            return FailureKind.Cancelled;
        }
    }

    /// <summary>Reads on and throws away, as a mirror does.</summary>
    /// <returns>Why the answer ended early; <see cref="FailureKind.None"/> at its end.</returns>
    public static async ValueTask<FailureKind> DiscardAsync(RelayContext relay, UpstreamReply reply, AnswerTranslation translation, Held held)
    {
        while (!held.Ended && !translation.ErrorSeen)
        {
            relay.Hold.Truncate(0);
            relay.Lane.Raw.Reserve(ReadSize);
            var read = await reply.ReadAsync(relay.Lane.Raw.Free, relay.Token);
            if (read.Count == 0)
            {
                return read.Failure != FailureKind.None ? read.Failure : End(translation);
            }

            translation.Push(relay.Lane.Raw.Free.Span[..read.Count]);
        }

        return FailureKind.None;
    }

    /// <summary>One read's worth of events. Null while there is more to come.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<FailureKind?> EventAsync(RelayContext relay, UpstreamReply reply, AnswerTranslation translation)
    {
        relay.Lane.Raw.Reserve(EventSize);
        try
        {
            var read = await reply.ReadAsync(relay.Lane.Raw.Free, relay.Token);
            if (read.Failure != FailureKind.None)
            {
                return read.Failure;
            }

            translation.Output.Written = 0;
            FailureKind? end = null;
            if (read.Count == 0)
            {
                end = End(translation);
            }
            else
            {
                translation.Push(relay.Lane.Raw.Free.Span[..read.Count]);
            }

            if (translation.Output.Written > 0)
            {
                await relay.Http.Response.BodyWriter.FlushAsync(relay.Token);
            }

            return end;
        }
        finally
        {
            relay.Lane.Raw.Return();
        }
    }

    private static FailureKind End(AnswerTranslation translation)
    {
        translation.Complete();
        return translation.IsWhole || translation.ErrorSeen ? FailureKind.None : FailureKind.StreamBroken;
    }

    private static Held JudgeStream(RelayContext relay, Lane lane, AnswerTranslation translation)
    {
        translation.Complete();
        if (translation.ErrorSeen)
        {
            // Nothing has reached the client: what came before the error is of no use to it.
            return ErrorOf(relay, translation);
        }

        return !translation.IsWhole && translation.ContentSeen
            ? new Held(FailureKind.StreamBroken, Ended: true, Reason: "the stream ended before the answer did")
            : Judge(relay, lane, translation, "the stream ended without content");
    }

    private static Held JudgePlain(RelayContext relay, Lane lane, AnswerTranslation translation)
    {
        if (!PlainAnswer.IsAnswer(lane.Raw.Span))
        {
            return new Held(FailureKind.MalformedResponse, Ended: true, Reason: "the answer is no JSON, or an error with status 200");
        }

        return translation.Whole(lane.Raw.Memory) is { } why
            ? new Held(FailureKind.MalformedResponse, Ended: true, Reason: why)
            : Judge(relay, lane, translation, "the answer is empty");
    }

    private static Held Judge(RelayContext relay, Lane lane, AnswerTranslation translation, string whyEmpty)
    {
        if (!translation.ContentSeen && !(translation.FinishSeen && HoldBack.MayBeEmpty(relay, lane)))
        {
            return new Held(FailureKind.EmptyAnswer, Ended: true, Reason: whyEmpty);
        }

        return new Held(FailureKind.None, Ended: true, EventStream: translation.Streams) { IsFiltered = translation.IsFiltered };
    }

    private static Held ErrorOf(RelayContext relay, AnswerTranslation translation)
    {
        var failure = translation.ErrorOf(new ReasonContext(relay.Body.Memory, relay.View.ModelSpan, null));
        return new Held(failure.Kind, Ended: true, Reason: failure.Reason);
    }
}
