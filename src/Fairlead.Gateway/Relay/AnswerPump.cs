using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Fairlead.Attempts;
using Fairlead.Providers.Http;

namespace Fairlead.Gateway.Relay;

/// <summary>Passes an answer on, byte for byte: one read, one write, one flush.</summary>
internal static class AnswerPump
{
    /// <summary>The least room a read gets; an event of a chat stream has about 350 bytes.</summary>
    private const int ReadSize = 2048;

    /// <summary>An event longer than this is passed on in parts.</summary>
    private const int MaxEvent = 64 * 1024;

    /// <summary>Writes what is held, and then what comes.</summary>
    /// <returns>Why the answer ended early; <see cref="FailureKind.None"/> at its end.</returns>
    public static ValueTask<FailureKind> RunAsync(RelayContext relay, UpstreamReply reply, Held held) =>
        relay.Watch.Translation is { } translation
            ? TranslatedAnswer.PumpAsync(relay, reply, translation, held)
            : RelayAsync(relay, reply, held);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<FailureKind> RelayAsync(RelayContext relay, UpstreamReply reply, Held held)
    {
        var response = relay.Http.Response;
        var writer = response.BodyWriter;
        if (!held.EventStream)
        {
            response.ContentLength = held.Ended ? relay.Hold.Length : reply.ContentHeaders?.ContentLength;
        }

        // The head leaves with the first bytes, in one write.
        var length = held.EventStream && !held.Ended ? SseBoundary.WholeEvents(relay.Hold.Span) : relay.Hold.Length;
        try
        {
            await writer.WriteAsync(relay.Hold.Memory[..length], relay.Token);
            if (held.Ended)
            {
                return FailureKind.None;
            }

            relay.Hold.Skip(length);
            if (relay.Hold.Length == 0)
            {
                // An open stream waits with no more memory than it needs.
                relay.Hold.Return();
            }

            return held.EventStream ? await EventsAsync(relay, reply) : await BytesAsync(relay, reply);
        }
        catch (OperationCanceledException) when (relay.Token.IsCancellationRequested)
        {
            return FailureKind.Cancelled;
        }
    }

    /// <summary>
    /// Passes on whole events only, so that whatever breaks the stream breaks it between two events. A client can do nothing
    /// with part of an event; the part waits for its rest.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<FailureKind> EventsAsync(RelayContext relay, UpstreamReply reply)
    {
        var writer = relay.Http.Response.BodyWriter;
        while (true)
        {
            // Waits for the next event before it takes memory for it: most of its time a stream is open, it is silent.
            var awaited = await reply.ReadAsync(Memory<byte>.Empty, relay.Token);
            if (awaited.Failure != FailureKind.None)
            {
                return awaited.Failure;
            }

            // The rest of an event is read behind its part. Not into the server's memory, which may be less than is asked for while none of it is used.
            var isRest = relay.Hold.Length > 0;
            if (isRest)
            {
                relay.Hold.Reserve(ReadSize);
            }

            var memory = isRest ? relay.Hold.Free : writer.GetMemory(ReadSize);
            var read = await reply.ReadAsync(memory, relay.Token);
            if (read.Count == 0)
            {
                return read.Failure == FailureKind.None ? await LastAsync(relay, writer) : read.Failure;
            }

            relay.Watch.Events.Push(memory.Span[..read.Count]);
            if (isRest)
            {
                relay.Hold.Advance(read.Count);
            }

            var bytes = isRest ? relay.Hold.Memory : memory[..read.Count];
            var whole = SseBoundary.WholeEvents(bytes.Span);
            var isLong = whole == 0 && bytes.Length > MaxEvent;
            whole = isLong ? bytes.Length : whole;
            relay.AmidEvent = whole > 0 ? isLong : relay.AmidEvent;
            if (isRest)
            {
                await WriteRestAsync(relay, writer, whole);
                continue;
            }

            if (whole < read.Count)
            {
                relay.Hold.Append(memory.Span[whole..read.Count]);
            }

            if (whole > 0)
            {
                writer.Advance(whole);
                await writer.FlushAsync(relay.Token);
            }
        }
    }

    /// <summary>Writes what is whole of the bytes held, and holds what is not.</summary>
    private static async ValueTask WriteRestAsync(RelayContext relay, PipeWriter writer, int whole)
    {
        if (whole == 0)
        {
            return;
        }

        await writer.WriteAsync(relay.Hold.Memory[..whole], relay.Token);
        relay.Hold.Skip(whole);
        if (relay.Hold.Length == 0)
        {
            relay.Hold.Return();
        }
    }

    /// <summary>
    /// The end of a stream: what is left is its last event where that lacks its empty line, and part of one where the upstream
    /// ended the answer amid it.
    /// </summary>
    private static async ValueTask<FailureKind> LastAsync(RelayContext relay, PipeWriter writer)
    {
        var stream = relay.Watch.Events;
        stream.Complete();
        if (!stream.IsWhole && !stream.ErrorSeen)
        {
            return FailureKind.StreamBroken;
        }

        if (relay.Hold.Length > 0)
        {
            await writer.WriteAsync(relay.Hold.Memory, relay.Token);
        }

        return FailureKind.None;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<FailureKind> BytesAsync(RelayContext relay, UpstreamReply reply)
    {
        var writer = relay.Http.Response.BodyWriter;
        while (true)
        {
            var memory = writer.GetMemory(ReadSize);
            var read = await reply.ReadAsync(memory, relay.Token);
            if (read.Count == 0)
            {
                return read.Failure;
            }

            relay.Watch.PushPlain(memory.Span[..read.Count]);
            writer.Advance(read.Count);
            await writer.FlushAsync(relay.Token);
        }
    }
}
