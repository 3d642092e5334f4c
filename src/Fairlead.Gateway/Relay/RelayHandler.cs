using System.Runtime.CompilerServices;
using Fairlead.Attempts;
using Fairlead.Gateway.Hosting;
using Fairlead.Gateway.Keys;
using Fairlead.Gateway.Observability;
using Fairlead.Gateway.Traffic;
using Fairlead.Mirroring;
using Fairlead.Providers.Http;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.ObjectPool;

namespace Fairlead.Gateway.Relay;

/// <summary>One request from its first byte to its last: read, routed, tried until somebody answers, relayed.</summary>
/// <remarks>
/// (1) drain and key  (2) body into pooled memory  (3) one pass over it  (4) session: attempt, report, as told
/// (5) the answer, see <see cref="AttemptRunner"/>  (6) or the most useful failure, see <see cref="FailureResponse"/>.
/// </remarks>
internal sealed partial class RelayHandler(
    Router router,
    MasterKeyGuard keys,
    Drain drain,
    RequestReader requests,
    AttemptRunner runner,
    TrafficLog traffic,
    TimeProvider time,
    ILogger<RelayHandler> log)
{
    private readonly DefaultObjectPool<RelayContext> _contexts = new(new RelayContextPolicy(time), Environment.ProcessorCount * 64);

    /// <summary>Serves one request.</summary>
    /// <param name="http">The request.</param>
    /// <param name="surface">The endpoint it came to.</param>
    /// <param name="target">What the path says of the request.</param>
    public Task HandleAsync(HttpContext http, Surface surface, PathTarget target = default)
    {
        // (1) Counted in before anything else, so that a drain sees every request there is.
        if (!drain.TryEnter())
        {
            return Refusals.DrainingAsync(http, Dialects.ForErrors(surface));
        }

        if (!keys.Allows(http.Request, out var byKey))
        {
            drain.Exit();
            return Refusals.UnauthorizedAsync(http, Dialects.ForErrors(surface));
        }

        return ServeAsync(http, surface, target, byKey);
    }

    private async Task ServeAsync(HttpContext http, Surface surface, PathTarget target, bool trusted)
    {
        var relay = _contexts.Get();
        var cut = false;
        try
        {
            relay.Begin(http, surface, drain, target.Dialect);
            relay.IsTrusted = trusted;
            await RouteAsync(relay, target);
            cut = relay.Cut;
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client has gone, which shows as many exceptions; there is nobody to answer.
        }
        catch (OperationCanceledException) when (relay.DrainAborted && !http.Response.HasStarted)
        {
            await Refusals.DrainingAsync(http, relay.Dialect);
        }
        catch (Exception e) when (!http.Response.HasStarted && WireFault.Is(e) && WireFault.Find(relay.Body.Span) is not null)
        {
            // Boundary: texts that are none are passed on where nobody has to read them; here somebody had to.
            var fault = WireFault.Of(e, relay.Body.Span);
            await RefuseAsync(relay, RequestFault.Invalid(fault.Message, fault.Parameter));
        }
        catch (Exception e)
        {
            // Boundary: a bug of ours must cost one request, answered in the form clients read.
            LogFault(log, e, relay.RequestId);
            cut = http.Response.HasStarted;
            if (!cut)
            {
                await Refusals.FaultAsync(http, relay.Dialect);
            }
        }
        finally
        {
            drain.Exit();
            relay.Close();
            if (relay.Leave())
            {
                _contexts.Return(relay);
            }
        }

        if (cut)
        {
            throw new AnswerCutException();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask RouteAsync(RelayContext relay, PathTarget target)
    {
        // (2), (3)
        var http = relay.Http;
        if (await requests.ReadAsync(relay, target) is { } fault)
        {
            await RefuseAsync(relay, fault);
            return;
        }

        // (4)
        relay.MindsFilter = relay.View.ContentPolicyFallbacks is not null || router.Model.Settings.MayTurnFromFilter;
        var request = RelayAffinity.Add(relay.View.ToRouteRequest(relay.Explain), relay, router.Model);
        if (relay.View.FastestResponse && RaceRequests.Of(request, router.Model, out fault) is { } race)
        {
            await (fault is null ? RaceAsync(relay, race) : RefuseAsync(relay, fault));
            return;
        }

        if (relay.Surface == Surface.ChatCompletions)
        {
            var batch = BatchRequest.Of(relay.View, relay.Body.Span, router.Model, out fault);
            if (batch is not null || fault is not null)
            {
                await (batch is null ? RefuseAsync(relay, fault!) : BatchAsync(relay, batch, request));
                return;
            }
        }

        if (traffic.IsOn)
        {
            relay.Note = traffic.Begin(relay, request);
            request = request with { NotesChances = true };
        }

        using var session = router.Begin(request);
        try
        {
            while (session.TryNext(out var attempt) || (session.MayWait && (attempt = await WaitAsync(relay, session)).Number > 0))
            {
                if (Mirrors.MayWant(attempt) && relay.Form is null)
                {
                    Mirror(relay, session, attempt);
                }

                var step = await runner.RunAsync(relay, session, attempt);
                if (step.Action == NextAction.Done || http.Response.HasStarted)
                {
                    return;
                }

                if (step.Action == NextAction.GiveUp)
                {
                    break;
                }

                if (step.Delay > TimeSpan.Zero)
                {
                    var waited = time.GetTimestamp();
                    await Task.Delay(step.Delay, time, relay.Token);
                    relay.Waited += time.GetElapsedTime(waited);
                }
            }

            await FailAsync(relay, session);
        }
        finally
        {
            if (relay.Note is { } note)
            {
                traffic.Keep(note, session);
            }
        }
    }

    private async Task RaceAsync(RelayContext relay, List<RouteRequest> race)
    {
        using var failed = await runner.RaceAsync(relay, race);
        if (failed is not null)
        {
            await FailAsync(relay, failed);
        }
    }

    private async Task FailAsync(RelayContext relay, RouteSession session)
    {
        // (6)
        var http = relay.Http;
        if (relay.ClientGone)
        {
            return;
        }

        if (relay.DrainAborted || session.Failure is not { } failure)
        {
            await Refusals.DrainingAsync(http, relay.Dialect);
            return;
        }

        LogFailed(log, failure.Refusal, failure.Kind, failure.Status, failure.Attempts.Count, relay.RequestId);
        await FailureResponse.WriteAsync(relay, session, failure, time.GetElapsedTime(relay.Started));
    }

    /// <summary>Waits for a place: not the gateway's own time.</summary>
    private async ValueTask<RouteAttempt> WaitAsync(RelayContext relay, RouteSession session)
    {
        var waited = time.GetTimestamp();
        var attempt = await session.WaitAsync(relay.Token);
        relay.Waited += time.GetElapsedTime(waited);
        return attempt;
    }

    private Task RefuseAsync(RelayContext relay, RequestFault fault)
    {
        if (fault.Status == StatusCodes.Status413PayloadTooLarge)
        {
            // What is left of the body will not be read; the connection ends with this answer.
            relay.Http.Response.Headers.Connection = "close";
        }

        ResponseHead.Common(relay, null, time.GetElapsedTime(relay.Started));
        return ErrorAnswer.RespondAsync(relay.Http, fault, relay.Dialect);
    }

    [LoggerMessage(EventIds.RequestFailed, LogLevel.Warning, "Request {RequestId} failed: {Refusal} {Kind}, answered {Status} after {Attempts} attempts")]
    private static partial void LogFailed(ILogger log, RouteRefusal refusal, FailureKind kind, int status, int attempts, string requestId);

    [LoggerMessage(EventIds.UnhandledFault, LogLevel.Error, "Request {RequestId} failed by a fault of the gateway")]
    private static partial void LogFault(ILogger log, Exception fault, string requestId);

    private sealed class RelayContextPolicy(TimeProvider time) : PooledObjectPolicy<RelayContext>
    {
        public override RelayContext Create() => new(time);

        public override bool Return(RelayContext obj) => obj.End();
    }
}
