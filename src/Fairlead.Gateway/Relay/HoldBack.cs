using System.Runtime.CompilerServices;
using Fairlead.Attempts;
using Fairlead.Providers.Http;

namespace Fairlead.Gateway.Relay;

/// <summary>What was held back of an answer when it could be judged.</summary>
/// <param name="Failure"><see cref="FailureKind.None"/> when it is an answer.</param>
/// <param name="Ended">Nothing comes after what is held.</param>
/// <param name="EventStream">It is a server-sent event stream.</param>
internal readonly record struct Held(FailureKind Failure, bool Ended, bool EventStream = false);

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

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<Held> ReadAsync(RelayContext relay, UpstreamReply reply, TimeSpan firstContentIn)
    {
        var events = reply.ContentHeaders is { } head && head.NonValidated.TryGetValues("Content-Type", out var type) && type.ToString().StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase);
        // Nobody asks for compression; who compresses all the same is passed on unread.
        var opaque = reply.ContentHeaders?.NonValidated.Contains("Content-Encoding") ?? false;
        var armed = false;
        try
        {
            while (true)
            {
                relay.Hold.Reserve(ReadSize);
                var reading = reply.ReadAsync(relay.Hold.Free, relay.Token);
                if (!reading.IsCompleted && !armed && firstContentIn >= TimeSpan.Zero)
                {
                    // Comments and empty frames keep a connection alive, not a client waiting for content.
                    armed = true;
                    relay.CancelAfter(firstContentIn);
                }

                var read = await reading;
                if (read.Failure != FailureKind.None)
                {
                    return new Held(read.Failure, Ended: true);
                }

                if (read.Count == 0)
                {
                    return new Held(Judge(relay, events, opaque), Ended: true, events);
                }

                if (events && !opaque)
                {
                    relay.Watch.Feed(relay.Hold.Free.Span[..read.Count]);
                }

                relay.Hold.Advance(read.Count);
                if (relay.Watch.Error != FailureKind.None)
                {
                    return new Held(relay.Watch.Error, Ended: true);
                }

                if (opaque || relay.Watch.HasContent || relay.Hold.Length >= MaxHeld)
                {
                    return new Held(FailureKind.None, Ended: false, events && !opaque);
                }
            }
        }
        finally
        {
            if (armed)
            {
                relay.CancelAfter(Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>Judges an answer that has ended.</summary>
    private static FailureKind Judge(RelayContext relay, bool events, bool opaque)
    {
        if (opaque)
        {
            return FailureKind.None;
        }

        if (events)
        {
            return relay.Watch.HasContent ? FailureKind.None : FailureKind.MalformedResponse;
        }

        var failure = PlainAnswer.Check(relay.Hold.Span);
        if (failure == FailureKind.None)
        {
            relay.Watch.Count(PlainAnswer.Usage(relay.Hold.Span));
        }

        return failure;
    }
}
