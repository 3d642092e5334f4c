using Fairlead.Attempts;
using Fairlead.TestKit.Time;

namespace Fairlead.Tests.Attempts;

/// <summary>Drives sessions to their end with scripted outcomes.</summary>
internal static class Drive
{
    /// <summary>Runs a request; each attempt ends as <paramref name="outcome"/> says. Waits move the clock.</summary>
    public static Drove Run(this Router router, RouteRequest request, Func<RouteAttempt, AttemptReport> outcome, FakeTimeProvider? clock = null)
    {
        using var session = router.Begin(request);
        var tried = new List<string>();
        var delays = new List<TimeSpan>();
        var answered = false;
        while (session.TryNext(out var attempt))
        {
            tried.Add(attempt.Deployment.Id);
            var step = session.Report(attempt, outcome(attempt));
            if (step.Action == NextAction.Retry)
            {
                delays.Add(step.Delay);
                clock?.Advance(step.Delay);
            }

            if (step.Action is NextAction.Done or NextAction.GiveUp)
            {
                answered = step.Action == NextAction.Done;
                break;
            }
        }

        return new Drove(answered, tried, delays, session.Failure, session.AttemptedRetries, session.AttemptedFallbacks);
    }

    public static Drove Run(this Router router, string model, Func<RouteAttempt, AttemptReport> outcome, FakeTimeProvider? clock = null) =>
        router.Run(new RouteRequest(model), outcome, clock);
}

/// <param name="Answered">Whether it was.</param>
/// <param name="Tried">Deployment ids in the order tried.</param>
/// <param name="Delays">Waits before retries.</param>
/// <param name="Failure">Why it was not answered.</param>
/// <param name="Retries">As the session counts.</param>
/// <param name="Fallbacks">As the session counts.</param>
internal sealed record Drove(bool Answered, List<string> Tried, List<TimeSpan> Delays, RouteFailure? Failure, int Retries, int Fallbacks);
