using Fairlead.Attempts;

namespace Fairlead.Gateway.Relay;

/// <content>Several models asked at once: <c>fastest_response</c>.</content>
internal sealed partial class AttemptRunner
{
    /// <summary>Sent with the answer of a race; LiteLLM's name and value.</summary>
    private const string RaceHeader = "x-litellm-fastest_response_batch_completion";

    /// <summary>Asks several models at once. Whichever begins to answer first is passed on, the others are given up.</summary>
    /// <param name="relay">The request.</param>
    /// <param name="requests">The same request to each model.</param>
    /// <returns>The session whose failure is the most useful to tell, to be disposed; null when one answered.</returns>
    public async Task<RouteSession?> RaceAsync(RelayContext relay, IReadOnlyList<RouteRequest> requests)
    {
        var began = time.GetTimestamp();
        var live = new List<Contender>(requests.Count);
        Contender? best = null;
        try
        {
            for (var i = 0; i < requests.Count; i++)
            {
                var contender = new Contender(router.Begin(requests[i]), i == 0 ? relay.Lane : relay.NewLane());
                live.Add(contender);
                contender.Running = ContendAsync(relay, contender);
            }

            while (live.Count > 0)
            {
                var running = await Task.WhenAny(live.Select(static contender => contender.Running));
                var first = live.Find(contender => contender.Running == running)!;
                var opened = await first.Running;
                live.Remove(first);
                if (opened is { } answer)
                {
                    relay.Waited += time.GetElapsedTime(began);
                    GiveUp(relay, live);
                    best?.End(relay);
                    relay.Follow(first.Lane);
                    relay.Http.Response.Headers[RaceHeader] = "True";
                    using var session = first.Session;
                    await FinishAsync(relay, session, first.Attempt, answer);
                    return null;
                }

                best = MoreUseful(relay, best, first);
            }

            relay.Waited += time.GetElapsedTime(began);
            relay.Lane.Refusal = best!.Lane.Refusal;
            best.EndLane(relay);
            return best.Session;
        }
        finally
        {
            GiveUp(relay, live);
        }
    }

    /// <summary>One model's way: attempt after attempt, until one has content or nobody is left. It alone uses its session and its lane.</summary>
    private async Task<Opened?> ContendAsync(RelayContext relay, Contender contender)
    {
        var (session, lane) = (contender.Session, contender.Lane);
        while (!lane.IsLost && (session.TryNext(out var attempt) || (session.MayWait && (attempt = await WaitAsync(session, lane)).Number > 0)))
        {
            contender.Attempt = attempt;
            var opened = (await OpenAsync(relay, lane, attempt)).For(session);
            if (opened.Held.Failure == FailureKind.None)
            {
                return opened;
            }

            await opened.Reply.DisposeAsync();
            if (lane.IsLost)
            {
                Report(relay, session, attempt, new AttemptReport { Failure = FailureKind.Lost, Duration = opened.First });
                return null;
            }

            var failure = Blame(relay, lane, opened.Held.Failure);
            var step = Fail(relay, lane, session, attempt, opened.Reply, opened.Held with { Failure = failure }, opened.First);
            if (step.Action == NextAction.GiveUp)
            {
                return null;
            }

            if (step.Delay > TimeSpan.Zero && !await DelayAsync(step.Delay, lane))
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>Waits for a place; an attempt whose number is 0 where there is none, or another model has answered.</summary>
    private static async Task<RouteAttempt> WaitAsync(RouteSession session, Lane lane)
    {
        try
        {
            return await session.WaitAsync(lane.Token);
        }
        catch (OperationCanceledException)
        {
            return default;
        }
    }

    /// <summary>Waits; false when the wait was ended early.</summary>
    private async Task<bool> DelayAsync(TimeSpan delay, Lane lane)
    {
        try
        {
            await Task.Delay(delay, time, lane.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Of two models that failed the one whose failure the caller can make more of.</summary>
    private static Contender MoreUseful(RelayContext relay, Contender? best, Contender next)
    {
        if (best is null)
        {
            return next;
        }

        var isBetter = Usefulness(next) > Usefulness(best);
        (isBetter ? best : next).End(relay);
        return isBetter ? next : best;
    }

    private static int Usefulness(Contender contender) =>
        contender.Session.Failure is { Kind: not FailureKind.None } failure ? FailureRules.Of(failure.Kind).Usefulness : 0;

    private void GiveUp(RelayContext relay, List<Contender> live)
    {
        foreach (var contender in live)
        {
            relay.Share();
            _ = WindDownAsync(relay, contender);
        }

        live.Clear();
    }

    /// <summary>Cancels a model that nobody waits for, and books what its upstream said of its usage. Everything it throws is seen here.</summary>
    private async Task WindDownAsync(RelayContext relay, Contender contender)
    {
        try
        {
            await contender.Lane.LoseAsync();
            if (await contender.Running is { } late)
            {
                var usage = contender.Lane.Watch.Usage;
                Report(relay, contender.Session, contender.Attempt, new AttemptReport
                {
                    Failure = FailureKind.Lost,
                    Duration = late.First,
                    InputTokens = usage.InputTokens,
                    OutputTokens = usage.OutputTokens,
                });
                await late.Reply.DisposeAsync();
            }
        }
        catch (Exception e)
        {
            // Boundary: nobody waits for this model; a bug that shows here must not take the process down.
            LogLost(log, e, contender.Attempt.Deployment?.Id ?? "none");
        }
        finally
        {
            contender.End(relay);
            Leave(relay);
        }
    }

    /// <summary>One model in a race.</summary>
    private sealed class Contender(RouteSession session, Lane lane)
    {
        public RouteSession Session => session;

        public Lane Lane => lane;

        /// <summary>Ends when it has an answer, or none.</summary>
        public Task<Opened?> Running { get; set; } = Task.FromResult<Opened?>(null);

        /// <summary>Its last attempt.</summary>
        public RouteAttempt Attempt { get; set; }

        public void End(RelayContext relay)
        {
            session.Dispose();
            EndLane(relay);
        }

        public void EndLane(RelayContext relay)
        {
            if (!relay.Owns(lane))
            {
                lane.Dispose();
            }
        }
    }
}
