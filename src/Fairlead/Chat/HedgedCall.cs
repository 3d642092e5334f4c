using Fairlead.Attempts;
using Fairlead.Telemetry;
using Microsoft.Extensions.AI;

namespace Fairlead.Chat;

/// <summary>A call that answers in one piece, with a second one beside it when it is late.</summary>
/// <param name="session">The request's session; this alone uses it until the call is over.</param>
/// <param name="operation">GenAI name of the operation, for telemetry.</param>
/// <param name="state">Handed to <paramref name="call"/>.</param>
/// <param name="call">Makes one attempt.</param>
/// <param name="usage">Reads the tokens out of an answer.</param>
/// <param name="options">Clock and classifiers.</param>
/// <param name="cancellationToken">The caller's.</param>
internal sealed class HedgedCall<TState, TResult>(
    RouteSession session,
    string operation,
    TState state,
    Func<TState, RouteAttempt, CancellationToken, Task<TResult>> call,
    Func<TResult, UsageDetails?> usage,
    RoutedClientOptions options,
    CancellationToken cancellationToken)
{
    private readonly List<Runner> _live = new(2);

    /// <summary>Makes the attempt, and a hedge where it is late.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="after">When it is late.</param>
    /// <returns>The answer, or the failure of the last attempt that was under way; and what to do next.</returns>
    public async Task<(Ended End, NextStep Step, List<Exception>? Errors)> RunAsync(RouteAttempt attempt, TimeSpan after)
    {
        List<Exception>? errors = null;
        try
        {
            Start(attempt);
            if (!await HedgeTimer.EndsWithinAsync(_live[0].Ending, after, options.TimeProvider).ConfigureAwait(false) && session.TryHedge(out var hedge))
            {
                Start(hedge);
            }

            while (true)
            {
                var first = _live.Count == 1 || await Task.WhenAny(_live[0].Ending, _live[1].Ending).ConfigureAwait(false) == _live[0].Ending ? _live[0] : _live[1];
                var end = await first.Ending.ConfigureAwait(false);
                _live.Remove(first);
                var step = session.Report(first.Attempt, end.Report);
                first.Clock.Dispose();
                if (end.Error is not null)
                {
                    (errors ??= []).Add(end.Error);
                }

                if (step.Action is not NextAction.Wait)
                {
                    Lose(end.Error is null ? FailureKind.Lost : FailureKind.Cancelled);
                    return (end, step, errors);
                }
            }
        }
        finally
        {
            Lose(FailureKind.Cancelled);
        }
    }

    private void Start(in RouteAttempt attempt)
    {
        var clock = new AttemptClock(options.TimeProvider, attempt.FirstByteTimeout, cancellationToken);
        _live.Add(new Runner(attempt, clock, CallAsync(attempt, clock)));
    }

    private async Task<Ended> CallAsync(RouteAttempt attempt, AttemptClock clock)
    {
        using var activity = AttemptTelemetry.Start(operation, attempt);
        TResult? result = default;
        AttemptReport report;
        Exception? error = null;
        clock.Resume();
        // Boundary: a deployment's client, which may throw anything; the router decides what follows.
        try
        {
            result = await call(state, attempt, clock.Token).ConfigureAwait(false);
            clock.Pause();
            report = AttemptLoop.Success(clock, usage(result));
            if (FilteredAnswer.Is(result, session))
            {
                error = FilteredAnswer.Exception();
                report = FilteredAnswer.Report(report, FilteredAnswer.Exception());
            }
        }
        catch (Exception exception)
        {
            clock.Pause();
            error = exception;
            report = clock.Report(exception, options.Classifiers);
        }

        AttemptTelemetry.Record(activity, operation, attempt, clock.IsLost ? report with { Failure = FailureKind.Lost, Reason = null } : report);
        return new Ended(attempt, result, report, error);
    }

    /// <summary>Gives attempts up: reports them at once, so that their leases end now, and lets them wind down by themselves.</summary>
    private void Lose(FailureKind kind)
    {
        foreach (var runner in _live)
        {
            runner.Clock.IsLost = kind == FailureKind.Lost;
            session.Report(runner.Attempt, new AttemptReport { Failure = kind, Duration = runner.Clock.SoFar });
            _ = WindDownAsync(runner);
        }

        _live.Clear();
    }

    /// <summary>Cancels an attempt that nobody waits for, and books what it used if it answered all the same.</summary>
    private static async Task WindDownAsync(Runner runner)
    {
        // Boundary: what a client's own callbacks throw when it is cancelled; nobody waits for this attempt any more.
        try
        {
            await runner.Clock.CancelAsync().ConfigureAwait(false);
        }
        catch (AggregateException)
        {
        }

        var end = await runner.Ending.ConfigureAwait(false);
        runner.Attempt.Book(end.Report.InputTokens, end.Report.OutputTokens);
        runner.Clock.Dispose();
    }

    /// <summary>How an attempt ended.</summary>
    /// <param name="Attempt">The attempt.</param>
    /// <param name="Result">Its answer.</param>
    /// <param name="Report">What the router is told.</param>
    /// <param name="Error">What its client threw; null for an answer.</param>
    internal readonly record struct Ended(RouteAttempt Attempt, TResult? Result, AttemptReport Report, Exception? Error);

    private sealed record Runner(RouteAttempt Attempt, AttemptClock Clock, Task<Ended> Ending);
}
