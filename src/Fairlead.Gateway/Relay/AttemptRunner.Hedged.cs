using Fairlead.Attempts;
using Fairlead.Gateway.Observability;
using Microsoft.Extensions.Logging;

namespace Fairlead.Gateway.Relay;

/// <content>An attempt that gets a second one beside it when its first content is late.</content>
internal sealed partial class AttemptRunner
{
    /// <summary>Makes the attempt, and a hedge where it is late; whichever begins to answer first is passed on.</summary>
    /// <remarks>One flow of control alone touches the session and the response: the attempts themselves only read their answers into their lanes.</remarks>
    private async ValueTask<NextStep> RunHedgedAsync(RelayContext relay, RouteSession session, RouteAttempt attempt, TimeSpan after)
    {
        var began = time.GetTimestamp();
        List<Runner> live = [Start(relay, relay.Lane, attempt)];
        try
        {
            if (!await IsOpenWithinAsync(live[0], after) && session.TryHedge(out var hedge))
            {
                live.Add(Start(relay, relay.NewLane(), hedge));
            }

            while (true)
            {
                var first = live.Count == 1 || await Task.WhenAny(live[0].Opening, live[1].Opening) == live[0].Opening ? live[0] : live[1];
                var opened = (await first.Opening).For(session);
                live.Remove(first);
                if (opened.Held.Failure == FailureKind.None)
                {
                    relay.Waited += time.GetElapsedTime(began);
                    Lose(relay, session, live, FailureKind.Lost);
                    relay.Follow(first.Lane);
                    return await FinishAsync(relay, session, first.Attempt, opened);
                }

                var failure = Blame(relay, first.Lane, opened.Held.Failure);
                var step = Fail(relay, first.Lane, session, first.Attempt, opened.Reply, opened.Held with { Failure = failure }, opened.First);
                relay.Lane.Refusal = first.Lane.Refusal ?? relay.Lane.Refusal;
                await CloseAsync(relay, first, opened);
                if (step.Action != NextAction.Wait)
                {
                    relay.Waited += time.GetElapsedTime(began);
                    return step;
                }
            }
        }
        finally
        {
            // The client has gone, or a bug of ours ended the loop.
            Lose(relay, session, live, FailureKind.Cancelled);
        }
    }

    /// <summary>Passes the answer of an attempt on.</summary>
    private async ValueTask<NextStep> FinishAsync(RelayContext relay, RouteSession session, RouteAttempt attempt, Opened opened)
    {
        try
        {
            Commit(relay, session, attempt, opened.Reply, opened.Held, opened.First);
            var failure = await AnswerPump.RunAsync(relay, opened.Reply, opened.Held);
            return await EndAsync(
                relay, session, attempt, opened.Reply, opened.Held, Blame(relay, relay.Lane, failure), opened.First, time.GetElapsedTime(opened.Started));
        }
        finally
        {
            await opened.Reply.DisposeAsync();
        }
    }

    private Runner Start(RelayContext relay, Lane lane, in RouteAttempt attempt) => new(lane, attempt, time.GetTimestamp(), OpenAsync(relay, lane, attempt));

    /// <summary>Sends the request and reads the answer until it can be judged.</summary>
    private async Task<Opened> OpenAsync(RelayContext relay, Lane lane, RouteAttempt attempt)
    {
        var started = time.GetTimestamp();
        var reply = await SendAsync(relay, lane, attempt);
        var isHeld = false;
        try
        {
            var held = reply.Failure == FailureKind.None
                ? await HoldBack.ReadAsync(relay, lane, reply, FirstContentIn(attempt, started))
                : new Held(reply.Failure, Ended: true);
            isHeld = true;
            return new Opened(reply, held, started, time.GetElapsedTime(started));
        }
        finally
        {
            if (!isHeld)
            {
                await reply.DisposeAsync();
            }
        }
    }

    /// <summary>Whether an attempt can be judged before a hedge is due.</summary>
    private async Task<bool> IsOpenWithinAsync(Runner runner, TimeSpan after)
    {
        if (!runner.Opening.IsCompleted)
        {
            using var settled = new CancellationTokenSource();
            await Task.WhenAny(runner.Opening, Task.Delay(after, time, settled.Token));
            await settled.CancelAsync();
        }

        return runner.Opening.IsCompleted;
    }

    /// <summary>Gives attempts up: reports them at once, so that their leases end now, and lets them wind down by themselves.</summary>
    private void Lose(RelayContext relay, RouteSession session, List<Runner> live, FailureKind kind)
    {
        foreach (var runner in live)
        {
            Report(relay, session, runner.Attempt, new AttemptReport
            {
                Failure = kind,
                Duration = time.GetElapsedTime(runner.Started),
                Reason = kind == FailureKind.Lost ? "another attempt answered first" : null,
            });
            relay.Share();
            _ = WindDownAsync(relay, runner);
        }

        live.Clear();
    }

    /// <summary>Cancels an attempt that nobody waits for, and books what its upstream said of its usage. Everything it throws is seen here.</summary>
    private async Task WindDownAsync(RelayContext relay, Runner runner)
    {
        try
        {
            await runner.Lane.LoseAsync();
            var opened = await runner.Opening;
            runner.Attempt.Book(runner.Lane.Watch.Usage.InputTokens, runner.Lane.Watch.Usage.OutputTokens);
            await CloseAsync(relay, runner, opened);
        }
        catch (Exception e)
        {
            // Boundary: nobody waits for this attempt; a bug that shows here must not take the process down.
            LogLost(log, e, runner.Attempt.Deployment.Id);
        }
        finally
        {
            Leave(relay);
        }
    }

    /// <summary>Ends a loser's use of the request; the last of the users gives its memory back.</summary>
    private static void Leave(RelayContext relay)
    {
        if (relay.Leave())
        {
            relay.Body.Return();
            relay.Dispose();
        }
    }

    private static async ValueTask CloseAsync(RelayContext relay, Runner runner, Opened opened)
    {
        await opened.Reply.DisposeAsync();
        if (!relay.Owns(runner.Lane))
        {
            runner.Lane.Dispose();
        }
    }

    [LoggerMessage(EventIds.LostAttemptFault, LogLevel.Error, "An attempt at {Deployment} that was given up failed by a fault of the gateway")]
    private static partial void LogLost(ILogger log, Exception fault, string deployment);

    /// <summary>An attempt under way.</summary>
    /// <param name="Lane">What it has to itself.</param>
    /// <param name="Attempt">The attempt.</param>
    /// <param name="Started">When it began.</param>
    /// <param name="Opening">Ends when its answer can be judged.</param>
    private sealed record Runner(Lane Lane, RouteAttempt Attempt, long Started, Task<Opened> Opening);
}
