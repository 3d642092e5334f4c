using Fairlead.Attempts;
using Fairlead.Model;
using Fairlead.Providers.Http;
using Fairlead.Providers.Streaming;
using Fairlead.Telemetry;

namespace Fairlead.Gateway.PassThrough;

/// <summary>The router's lease on the deployment that a call is passed through to: one attempt and no other, for its bytes are the client's as they come and go.</summary>
internal sealed class PassThroughLease : IDisposable
{
    /// <summary>What the histograms call such a call.</summary>
    private const string Operation = "pass_through";

    private readonly RouteSession _session;
    private readonly RouteAttempt _attempt;
    private readonly TimeProvider _time;
    private readonly long _started;

    private PassThroughLease(RouteSession session, in RouteAttempt attempt, TimeProvider time)
    {
        _session = session;
        _attempt = attempt;
        _time = time;
        _started = time.GetTimestamp();
    }

    /// <summary>The deployment.</summary>
    public Deployment Deployment => _attempt.Deployment;

    /// <summary>Time for the answer's head.</summary>
    public TimeSpan HeadTimeout => _attempt.FirstByteTimeout;

    /// <summary>Lets the router pick: not who rests, or is at a limit or over a budget.</summary>
    /// <param name="router">The router.</param>
    /// <param name="provider">The provider whose API is called.</param>
    /// <param name="model">The model that the call names; null where it names none.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends waiting in a queue.</param>
    /// <returns>The lease, or why there is none.</returns>
    public static async ValueTask<(PassThroughLease? Lease, RouteFailure? Failure)> TakeAsync(
        Router router, string provider, string? model, TimeProvider time, CancellationToken cancellationToken)
    {
        var session = router.Begin(new RouteRequest(model ?? provider) { Provider = provider, NumRetries = 0, DisableFallbacks = true });
        try
        {
            if (session.TryNext(out var attempt) || (session.MayWait && (attempt = await session.WaitAsync(cancellationToken)).Number > 0))
            {
                var lease = new PassThroughLease(session, attempt, time);
                session = null;
                return (lease, null);
            }

            return (null, session.Failure);
        }
        finally
        {
            session?.Dispose();
        }
    }

    /// <summary>Tells how the call ended, to the router and to whoever measures.</summary>
    /// <param name="failure">How; the kind is none for an answer.</param>
    /// <param name="usage">Tokens as the vendor counted them.</param>
    /// <param name="reply">The answer's head; null where there was none.</param>
    public void Report(in UpstreamFailure failure, TokenUsage usage, UpstreamReply? reply)
    {
        _session.Learn(_attempt, RateLimitHeaders.Read(reply?.Headers, _time));
        var report = new AttemptReport
        {
            Failure = failure.Kind,
            Status = failure.Status,
            Committed = reply is not null,
            Duration = _time.GetElapsedTime(_started),
            InputTokens = usage.InputTokens,
            CachedInputTokens = usage.CachedTokens,
            CacheWriteTokens = usage.WrittenTokens,
            OutputTokens = usage.OutputTokens,
            RetryAfter = failure.RetryAfter,
            Reason = failure.Reason,
        };
        if (AttemptTelemetry.IsMeasured)
        {
            AttemptTelemetry.Record(null, Operation, _attempt, report);
        }

        // How long a list of files takes says nothing of how long an answer will.
        _session.Report(_attempt, usage.OutputTokens > 0 ? report : report with { Duration = default });
    }

    public void Dispose() => _session.Dispose();
}
