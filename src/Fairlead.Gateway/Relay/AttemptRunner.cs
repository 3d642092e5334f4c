using System.Runtime.CompilerServices;
using Fairlead.Affinity;
using Fairlead.Attempts;
using Fairlead.Gateway.Observability;
using Fairlead.Providers.Http;
using Fairlead.Providers.Streaming;
using Fairlead.Providers.Wire.OpenAIChat;
using Fairlead.Providers.Wire.OpenAICompletions;
using Microsoft.Extensions.Logging;

namespace Fairlead.Gateway.Relay;

/// <summary>Makes one attempt: sends, holds the answer back until it is one, and then passes it on.</summary>
internal sealed partial class AttemptRunner(Router router, UpstreamClient upstream, Translations translations, TimeProvider time, ILogger<AttemptRunner> log)
{
    /// <summary>Silence that ends an answer: nginx's 60 s cut reasoning models off; five minutes is the official SDKs' patience halved.</summary>
    private static readonly TimeSpan DefaultIdleTimeout = TimeSpan.FromMinutes(5);

    /// <summary>Makes the attempt and reports it.</summary>
    /// <returns>What to do next; a response that has started is final whatever it says.</returns>
    public ValueTask<NextStep> RunAsync(RelayContext relay, RouteSession session, RouteAttempt attempt) =>
        attempt.HedgeAfter is { } after ? RunHedgedAsync(relay, session, attempt, after) : RunAloneAsync(relay, session, attempt);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<NextStep> RunAloneAsync(RelayContext relay, RouteSession session, RouteAttempt attempt)
    {
        var started = time.GetTimestamp();
        var reply = await SendAsync(relay, relay.Lane, attempt);
        try
        {
            // :: Before the first content: every failure may go to another deployment.
            var held = reply.Failure == FailureKind.None
                ? (await HoldBack.ReadAsync(relay, relay.Lane, reply, FirstContentIn(attempt, started))).For(session)
                : new Held(reply.Failure, Ended: true);
            var first = time.GetElapsedTime(started);
            relay.Waited += first;
            if (held.Failure != FailureKind.None)
            {
                return Fail(relay, relay.Lane, session, attempt, reply, held with { Failure = Blame(relay, relay.Lane, held.Failure) }, first);
            }

            // :: From here on the answer is the client's.
            Commit(relay, session, attempt, reply, held, first);
            var failure = await AnswerPump.RunAsync(relay, reply, held);
            return await EndAsync(relay, session, attempt, reply, held, Blame(relay, relay.Lane, failure), first, time.GetElapsedTime(started));
        }
        finally
        {
            await reply.DisposeAsync();
        }
    }

    /// <summary>The answer is there and becomes the client's: what it tells at once is learnt, and its head is written.</summary>
    private void Commit(RelayContext relay, RouteSession session, in RouteAttempt attempt, UpstreamReply reply, in Held held, TimeSpan first)
    {
        session.ContentBegan(attempt, first);
        session.Learn(attempt, RateLimitHeaders.Read(reply.Headers, time));
        relay.AnswerId = RelayAffinity.AnswerOf(relay, held);
        relay.AnswerSealed = RelayAffinity.SealedOf(relay, router.Model, held);
        relay.Units = SurfaceTable.IsBeside(relay.Surface) ? UnitMeter.Of(relay, held) : null;
        ResponseHead.Upstream(relay, reply, held.EventStream);
        ResponseHead.Route(relay, session, attempt, time.GetElapsedTime(relay.Started));
        ResponseHead.Cost(relay, attempt, held);
        ResponseHead.Limits(relay, session);
    }

    private ValueTask<UpstreamReply> SendAsync(RelayContext relay, Lane lane, in RouteAttempt attempt)
    {
        lane.Lost = [];
        var call = Call(relay, attempt);
        var endpoint = upstream.EndpointOf(attempt.Deployment);
        if (!Translations.IsRelayed(relay, attempt, endpoint))
        {
            return SendTranslatedAsync(relay, lane, attempt, endpoint, call);
        }

        if (EmbeddingRelay.IsNeeded(relay, attempt, endpoint))
        {
            return EmbeddingRelay.SendAsync(relay, lane, upstream, call);
        }

        if (RerankRelay.IsNeeded(relay, attempt, endpoint))
        {
            return RerankRelay.SendAsync(relay, lane, upstream, call);
        }

        if (relay.Dialect is { } dialect and not (ChatDialect or CompletionsDialect))
        {
            lane.Watch.Follow(dialect.NewWatch());
        }
        else if (SurfaceTable.IsBeside(relay.Surface))
        {
            lane.Watch.Follow(new TypedEventWatch());
        }

        return upstream.SendAsync(call, lane.Token);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<UpstreamReply> SendTranslatedAsync(RelayContext relay, Lane lane, RouteAttempt attempt, UpstreamEndpoint endpoint, UpstreamCall call)
    {
        var (request, refusal) = await translations.PrepareAsync(relay, lane, attempt, endpoint, call);
        if (request is null)
        {
            return refusal!;
        }

        call = call with
        {
            Surface = request.Dialect.Surface,
            Body = request.Body,
            ModelSpan = default,
            IsFinal = true,
            ForwardedHeaders = request.Dialect.Surface == relay.Surface ? call.ForwardedHeaders : null,
        };
        return await upstream.SendAsync(call, lane.Token);
    }

    private UpstreamCall Call(RelayContext relay, in RouteAttempt attempt)
    {
        var (body, model) = attempt.Parameters is { } parameters
            ? BodyOverlay.Apply(relay.Body.Span, parameters)
            : (relay.Body.Memory, relay.View.ModelSpan);
        if (relay.View.Dropped is not null || attempt.Deployment.Config.Params.AdditionalDropParams.Count > 0)
        {
            (body, model) = BodyDrop.Apply(body, [.. relay.View.Dropped ?? [], .. attempt.Deployment.Config.Params.AdditionalDropParams]);
        }

        return new UpstreamCall
        {
            Deployment = attempt.Deployment,
            Surface = relay.Surface,
            UpstreamModel = attempt.UpstreamModel,
            Body = body,
            ModelSpan = model,
            Form = relay.Form,
            HasMaxTokens = relay.View.HasMaxTokens,
            DropParams = DropsParameters(relay, attempt),
            Stream = relay.View.Stream,
            FirstByteTimeout = attempt.FirstByteTimeout,
            IdleTimeout = router.Model.Config.General.StreamIdleTimeout ?? DefaultIdleTimeout,
            RequestId = relay.RequestId,
            ForwardedHeaders = relay.Forwarded,
            Mock = attempt.Mock,
        };
    }

    private bool DropsParameters(RelayContext relay, in RouteAttempt attempt) =>
        relay.View.DropParams ?? attempt.Deployment.Config.Params.DropParams ?? router.Model.Config.General.DropParams ?? false;

    private TimeSpan FirstContentIn(in RouteAttempt attempt, long started)
    {
        if (attempt.FirstByteTimeout < TimeSpan.Zero)
        {
            return Timeout.InfiniteTimeSpan;
        }

        var left = attempt.FirstByteTimeout - time.GetElapsedTime(started);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>A cancelled call is the client's or the drain's doing; else the deadline for the first content has passed.</summary>
    private static FailureKind Blame(RelayContext relay, Lane lane, FailureKind failure)
    {
        if (failure == FailureKind.Cancelled && !lane.ClientGone && !relay.DrainAborted)
        {
            lane.RenewToken();
            return FailureKind.Timeout;
        }

        return lane.ClientGone && failure != FailureKind.None ? FailureKind.Cancelled : failure;
    }

    private NextStep Fail(RelayContext relay, Lane lane, RouteSession session, in RouteAttempt attempt, UpstreamReply reply, in Held held, TimeSpan duration)
    {
        var failure = held.Failure;
        var isTold = IsTold(failure, lane);
        var usage = lane.Watch.Usage;
        lane.Hold.Return();
        lane.Watch.Reset();
        if (isTold && ErrorAnswer.IsError(reply.ErrorBody.Span))
        {
            lane.Refusal = new RelayedRefusal(failure, reply.Status, reply.ContentHeaders?.ContentType?.ToString() ?? "application/json", reply.ErrorBody.ToArray());
        }
        else if (FailureAnswer.IsAboutRequest(failure) && UpstreamWords.InFormatOf(relay, failure, reply.Status, reply.ErrorBody.Span) is { } words)
        {
            lane.Refusal = words;
        }

        if (failure != FailureKind.Cancelled)
        {
            LogAttempt(log, attempt.Number, attempt.Deployment.Id, failure, reply.Status, relay.RequestId);
        }

        // A refusal tells what is left as an answer does, and is when it matters.
        session.Learn(attempt, RateLimitHeaders.Read(reply.Headers, time));
        return Report(relay, session, attempt, new AttemptReport
        {
            Failure = failure,
            Status = reply.Status,
            RetryAfter = reply.RetryAfter,
            Duration = duration,
            InputTokens = usage.InputTokens,
            CachedInputTokens = usage.CachedTokens,
            CacheWriteTokens = usage.WrittenTokens,
            OutputTokens = usage.OutputTokens,
            Reason = failure == FailureKind.Timeout && reply.Failure == FailureKind.Cancelled ? "no content within the first-byte timeout" : held.Reason ?? reply.Reason,
        });
    }

    /// <summary>Whether the upstream's own words are the client's: they are about the request, and in its format. What the gateway refused itself is.</summary>
    private static bool IsTold(FailureKind failure, Lane lane) =>
        lane.Watch.Translation is null && (FailureAnswer.IsAboutRequest(failure) || failure == FailureKind.Unsupported);

    /// <summary>What an error frame inside a stream says.</summary>
    private static (FailureKind Kind, string? Reason) ErrorFrame(RelayContext relay)
    {
        var frame = relay.Watch.Events.ErrorOf(new ReasonContext(relay.Body.Memory, relay.View.ModelSpan, null));
        return (frame.Kind, frame.Reason);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<NextStep> EndAsync(
        RelayContext relay,
        RouteSession session,
        RouteAttempt attempt,
        UpstreamReply reply,
        Held held,
        FailureKind failure,
        TimeSpan first,
        TimeSpan duration)
    {
        // An error frame inside the stream reached the client as it came; the deployment failed all the same.
        var told = failure == FailureKind.None;
        var reason = reply.Reason;
        if (told && relay.Watch.Events.ErrorSeen)
        {
            (failure, reason) = ErrorFrame(relay);
        }

        var usage = relay.Watch.Usage;
        var step = Report(relay, session, attempt, new AttemptReport
        {
            Failure = failure,
            Status = reply.Status,
            Committed = true,
            TimeToFirstToken = first,
            Duration = duration,
            InputTokens = usage.InputTokens,
            CachedInputTokens = usage.CachedTokens,
            CacheWriteTokens = usage.WrittenTokens,
            OutputTokens = usage.OutputTokens,
            Pieces = relay.Watch.Events.Events,
            Units = UnitMeter.AtEnd(relay.Units, usage),
            Reason = reason,
        });
        if (failure == FailureKind.None && (relay.Watch.Events.AnswerId ?? relay.AnswerId) is { Length: > 0 } answer)
        {
            session.Remember(answer);
        }

        if (failure == FailureKind.None && (relay.Watch.Events.Sealed.IsEmpty ? relay.AnswerSealed : AffinityKey.OfSealed(relay.Watch.Events.Sealed)) is not 0 and var sealedKey)
        {
            session.Remember(sealedKey);
        }

        if (failure != FailureKind.None && failure != FailureKind.Cancelled || relay.DrainAborted)
        {
            LogCut(log, attempt.Deployment.Id, failure, relay.RequestId);
        }

        if (!told && !relay.ClientGone)
        {
            await StreamEnd.WriteAsync(relay, held, failure);
        }

        return step;
    }

    [LoggerMessage(EventIds.AttemptFailed, LogLevel.Information, "Attempt {Number} of request {RequestId} failed at {Deployment}: {Failure}, status {Status}")]
    private static partial void LogAttempt(ILogger log, int number, string deployment, FailureKind failure, int status, string requestId);

    [LoggerMessage(EventIds.StreamCut, LogLevel.Warning, "The answer of {Deployment} to request {RequestId} ended early: {Failure}")]
    private static partial void LogCut(ILogger log, string deployment, FailureKind failure, string requestId);
}
