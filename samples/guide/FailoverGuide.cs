using Fairlead.Attempts;

namespace Fairlead.Samples.Guide;

/// <summary>The code of <c>docs/guide/failover.md</c>; a test compares them.</summary>
public static class FailoverGuide
{
    public static async Task<string> CallAsync(Router router, Func<RouteAttempt, CancellationToken, Task<(int Status, string Text)>> send, CancellationToken cancellationToken)
    {
        using var session = router.Begin(new RouteRequest("gpt-4"));
        while (session.TryNext(out var attempt))
        {
            var started = TimeProvider.System.GetTimestamp();
            var (status, text) = await send(attempt, cancellationToken);
            var step = session.Report(attempt, new AttemptReport
            {
                Failure = status == 200 ? FailureKind.None : FailureKind.ServerError,
                Status = status,
                Duration = TimeProvider.System.GetElapsedTime(started),
            });
            if (step.Action == NextAction.Done)
            {
                return text;
            }

            await Task.Delay(step.Delay, cancellationToken);
        }

        throw new InvalidOperationException(session.Failure!.Message);
    }
}
