using System.Text.Json;
using Fairlead.Attempts;
using Fairlead.Providers.Http;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.OpenAIChat;

namespace Fairlead.Gateway.Relay;

/// <content>An answer that is kept whole before anything of it is sent: one of several.</content>
internal sealed partial class AttemptRunner
{
    /// <summary>Longest answer that is kept: a chat's has some kilobytes, one with sound or pictures a few hundred.</summary>
    private const int MostKept = 4 * 1024 * 1024;

    /// <summary>Routes a request and fetches its answer. Nothing reaches the client, so that whatever fails, at its end too, may go elsewhere.</summary>
    /// <param name="cell">The request's own context, which this alone uses.</param>
    /// <param name="request">What to route.</param>
    /// <returns>The answer, or the error in the client's format: JSON in any case.</returns>
    public async Task<ReadOnlyMemory<byte>> CollectAsync(RelayContext cell, RouteRequest request)
    {
        using var session = router.Begin(request);
        try
        {
            while (session.TryNext(out var attempt) || (session.MayWait && (attempt = await session.WaitAsync(cell.Token)).Number > 0))
            {
                var opened = (await OpenAsync(cell, cell.Lane, attempt)).For(session);
                await using var reply = opened.Reply;
                var held = opened.Held.Failure == FailureKind.None ? await KeepAsync(cell, reply, opened.Held) : opened.Held;
                if (held.Failure == FailureKind.None)
                {
                    return Keep(cell, session, attempt, opened);
                }

                var failure = Blame(cell, cell.Lane, held.Failure);
                var step = Fail(cell, cell.Lane, session, attempt, reply, held with { Failure = failure }, time.GetElapsedTime(opened.Started));
                if (step.Action == NextAction.GiveUp)
                {
                    break;
                }

                if (step.Delay > TimeSpan.Zero)
                {
                    await Task.Delay(step.Delay, time, cell.Token);
                }
            }
        }
        catch (OperationCanceledException) when (cell.Token.IsCancellationRequested)
        {
            // The client has gone, or a drain ends: nobody reads what is written here.
        }

        return session.Failure is { } failed ? Told(cell, failed) : "null"u8.ToArray();
    }

    private ReadOnlyMemory<byte> Keep(RelayContext cell, RouteSession session, in RouteAttempt attempt, in Opened opened)
    {
        var answer = cell.Hold.Span.ToArray();
        var usage = cell.Watch.Usage;
        session.Learn(attempt, RateLimitHeaders.Read(opened.Reply.Headers, time));
        Report(cell, session, attempt, new AttemptReport
        {
            Status = opened.Reply.Status,
            TimeToFirstToken = opened.First,
            Duration = time.GetElapsedTime(opened.Started),
            InputTokens = usage.InputTokens,
            CachedInputTokens = usage.CachedTokens,
            CacheWriteTokens = usage.WrittenTokens,
            OutputTokens = usage.OutputTokens,
        });
        return answer;
    }

    /// <summary>Reads the rest of an answer, and sees to it that it is JSON: a broken one would spoil those beside it.</summary>
    private static async ValueTask<Held> KeepAsync(RelayContext cell, UpstreamReply reply, Held held)
    {
        if (held.EventStream || (cell.Watch.Translation is null && reply.ContentHeaders?.ContentEncoding.Count > 0))
        {
            return Malformed("the answer is a stream or compressed, which was not asked for");
        }

        while (!held.Ended)
        {
            cell.Hold.Reserve(DiscardSize);
            var read = await reply.ReadAsync(cell.Hold.Free, cell.Token);
            if (read.Failure != FailureKind.None)
            {
                return new Held(read.Failure, Ended: true);
            }

            if (read.Count == 0)
            {
                break;
            }

            cell.Watch.PushPlain(cell.Hold.Free.Span[..read.Count]);
            cell.Hold.Advance(read.Count);
            if (cell.Hold.Length > MostKept)
            {
                return Malformed("the answer is too long to stand beside others");
            }
        }

        return IsJson(cell.Hold.Span) ? held : Malformed("the answer is not JSON");
    }

    private static Held Malformed(string reason) => new(FailureKind.MalformedResponse, Ended: true, Reason: reason);

    private static bool IsJson(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes);
        try
        {
            while (reader.Read())
            {
            }

            return reader.BytesConsumed > 0;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static ReadOnlyMemory<byte> Told(RelayContext cell, RouteFailure failure)
    {
        if (failure.Refusal == RouteRefusal.None && cell.Refusal is { } refusal && refusal.Kind == failure.Kind && refusal.Status == failure.Status && IsJson(refusal.Body.Span))
        {
            return refusal.Body;
        }

        var answer = FailureAnswer.For(failure.Refusal, failure.Kind);
        return ErrorAnswer.Body(
            cell.Dialect ?? ChatDialect.Instance, new AnswerError(failure.Kind, failure.Status, failure.Message, answer.Code, answer.Type, answer.Param), cell.RequestId);
    }
}
