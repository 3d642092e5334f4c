using Fairlead.Attempts;
using Fairlead.Gateway.Observability;
using Fairlead.Mirroring;
using Microsoft.Extensions.Logging;

namespace Fairlead.Gateway.Relay;

/// <content>The same request to another group, in the background: <c>silent_model</c>.</content>
internal sealed partial class RelayHandler
{
    /// <summary>Starts a mirror where one is due. The client's own request waits for nothing of it but the copy of its body.</summary>
    private void Mirror(RelayContext relay, RouteSession session, in RouteAttempt attempt)
    {
        if (!router.Mirrors.TryBegin(attempt, session.Request, out var mirror))
        {
            return;
        }

        // Counted in like a request: a drain waits for it, and aborts it when its time is over.
        if (drain.TryEnter())
        {
            _ = MirrorAsync(relay.Copy(), mirror);
        }
        else
        {
            router.Mirrors.End(mirror, answered: false);
        }
    }

    private async Task MirrorAsync(RelayContext copy, RouteRequest request)
    {
        // The client's own attempt goes first.
        await Task.Yield();
        var answered = false;
        try
        {
            using var limit = new CancellationTokenSource(Mirrors.Patience, time);
            copy.BeginMirror(drain, limit.Token);
            answered = await runner.MirrorAsync(copy, request);
        }
        catch (Exception e)
        {
            // Boundary: nobody waits for a mirror; a bug that shows here must not take the process down.
            LogMirrorFault(log, e, copy.RequestId);
        }
        finally
        {
            copy.Body.Return();
            copy.Dispose();
            router.Mirrors.End(request, answered);
            drain.Exit();
        }
    }

    [LoggerMessage(EventIds.MirrorFault, LogLevel.Debug, "The mirror of request {RequestId} failed by a fault of the gateway")]
    private static partial void LogMirrorFault(ILogger log, Exception fault, string requestId);
}
