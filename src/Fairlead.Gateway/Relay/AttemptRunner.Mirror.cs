using Fairlead.Attempts;
using Fairlead.Gateway.Observability;
using Fairlead.Providers.Http;
using Microsoft.Extensions.Logging;

namespace Fairlead.Gateway.Relay;

/// <content>An attempt that nobody waits for: <c>silent_model</c>.</content>
internal sealed partial class AttemptRunner
{
    /// <summary>Room for one read of an answer that is thrown away: what one TLS record can hold.</summary>
    private const int DiscardSize = 16 * 1024;

    /// <summary>Makes one attempt, reads its answer to the end, and throws it away.</summary>
    /// <param name="copy">A copy of the request, which this alone uses.</param>
    /// <param name="request">What to route.</param>
    /// <returns>Whether an answer came.</returns>
    public async Task<bool> MirrorAsync(RelayContext copy, RouteRequest request)
    {
        using var session = router.Begin(request);
        if (!session.TryNext(out var attempt))
        {
            LogMirror(log, request.Model, session.Failure?.Kind ?? FailureKind.None, session.Failure?.Refusal ?? RouteRefusal.None, copy.RequestId);
            return false;
        }

        var opened = await OpenAsync(copy, copy.Lane, attempt);
        await using var reply = opened.Reply;
        session.Learn(attempt, RateLimitHeaders.Read(reply.Headers, time));
        var began = opened.Held.Failure == FailureKind.None;
        var (failure, reason) = (opened.Held.Failure, opened.Held.Reason);
        if (began)
        {
            session.ContentBegan(attempt, opened.First);
            failure = await DiscardAsync(copy, reply, opened.Held);
            if (failure == FailureKind.None && copy.Watch.Events.ErrorSeen)
            {
                (failure, reason) = ErrorFrame(copy);
            }
        }

        failure = Blame(copy, copy.Lane, failure);
        var usage = copy.Watch.Usage;
        Report(copy, session, attempt, new AttemptReport
        {
            Failure = failure,
            Status = reply.Status,
            RetryAfter = reply.RetryAfter,
            Committed = began,
            TimeToFirstToken = began ? opened.First : default,
            Duration = time.GetElapsedTime(opened.Started),
            InputTokens = usage.InputTokens,
            CachedInputTokens = usage.CachedTokens,
            CacheWriteTokens = usage.WrittenTokens,
            OutputTokens = usage.OutputTokens,
            Pieces = copy.Watch.Events.Events,
            Reason = reason ?? reply.Reason,
        });
        if (failure != FailureKind.None)
        {
            LogMirror(log, request.Model, failure, RouteRefusal.None, copy.RequestId);
        }

        return failure == FailureKind.None;
    }

    private static async ValueTask<FailureKind> DiscardAsync(RelayContext copy, UpstreamReply reply, Held held)
    {
        if (copy.Watch.Translation is { } translation)
        {
            return await TranslatedAnswer.DiscardAsync(copy, reply, translation, held);
        }

        while (!held.Ended)
        {
            copy.Hold.Truncate(0);
            copy.Hold.Reserve(DiscardSize);
            var read = await reply.ReadAsync(copy.Hold.Free, copy.Token);
            if (read.Failure != FailureKind.None)
            {
                return read.Failure;
            }

            if (read.Count == 0)
            {
                return held.EventStream && !IsWhole(copy.Watch) ? FailureKind.StreamBroken : FailureKind.None;
            }

            if (held.EventStream)
            {
                copy.Watch.Events.Push(copy.Hold.Free.Span[..read.Count]);
            }
            else
            {
                copy.Watch.PushPlain(copy.Hold.Free.Span[..read.Count]);
            }
        }

        return FailureKind.None;
    }

    private static bool IsWhole(AnswerWatch watch)
    {
        watch.Events.Complete();
        return watch.Events.IsWhole || watch.Events.ErrorSeen;
    }

    [LoggerMessage(EventIds.MirrorFailed, LogLevel.Debug, "The mirror to {Model} failed: {Failure} {Refusal}, request {RequestId}")]
    private static partial void LogMirror(ILogger log, string model, FailureKind failure, RouteRefusal refusal, string requestId);
}
