using Fairlead.Attempts;
using Fairlead.Cli.Simulation.Deployments;
using Fairlead.Cli.Simulation.Policies;
using Fairlead.Cli.Simulation.Results;
using Fairlead.Cli.Simulation.Traffic;

namespace Fairlead.Cli.Simulation.Engine;

/// <summary>One request from its arrival to its end, which comes exactly once: answered, failed, or its caller left.</summary>
/// <remarks>It has one call under way, or two while it is hedged: until one of them has its first content, or has failed.</remarks>
internal sealed class Journey(
    SimulatedRequest request, IPolicy router, IReadOnlyList<SimulatedDeployment> deployments, TimeSpan silence, EventQueue events, RunTally tally)
{
    private readonly List<Leg> _legs = new(1);
    private IPolicySession? _session;
    private CallOutcome _call;
    private int _attempts;
    private bool _isHeard;
    private bool _isOver;

    private long Now => events.Time.Now;

    public void Start()
    {
        _session = router.Begin(request);
        if (request.Patience is { } patience)
        {
            events.PlanIn(patience, Leave);
        }

        Next();
    }

    private void Next()
    {
        if (_isOver)
        {
            return;
        }

        if (_session!.TryNext(out var attempt))
        {
            Call(attempt);
        }
        else if (!_session.TryWait(served => events.Plan(Now, () => Serve(served))))
        {
            End(RequestEnd.Failed);
        }
    }

    /// <summary>It has waited, for an attempt or in vain.</summary>
    private void Serve(PolicyAttempt? served)
    {
        if (_isOver)
        {
            return;
        }

        if (served is { } attempt)
        {
            Call(attempt);
        }
        else
        {
            End(RequestEnd.Failed);
        }
    }

    private void Call(PolicyAttempt attempt)
    {
        _attempts++;
        var serving = deployments[attempt.Deployment];
        var call = serving.Begin(request, _attempts, attempt.FirstByteTimeout, silence, Now);
        var leg = new Leg(attempt, serving, call);
        _legs.Add(leg);
        call.Changed = () => Plan(leg);
        Plan(leg);
        if (attempt.HedgeAfter is { } late)
        {
            events.PlanIn(late, () => Hedge(leg));
        }
    }

    /// <summary>Plans what is to come of a call, as things stand.</summary>
    private void Plan(Leg leg)
    {
        var call = leg.Call;
        var version = call.Version;
        if (request.Stream && !leg.IsHeard && call.Outcome.FirstToken > TimeSpan.Zero)
        {
            events.Plan(call.Began + call.Outcome.FirstToken.Ticks, () => Heard(leg, version));
        }

        events.Plan(call.Began + call.Outcome.Duration.Ticks, () => Ended(leg, version));
    }

    private void Hedge(Leg leg)
    {
        if (!_isOver && !_isHeard && _legs.Contains(leg) && _session!.TryHedge(out var attempt))
        {
            Call(attempt);
        }
    }

    /// <summary>The first content of a stream has come: nobody waits for another any more.</summary>
    private void Heard(Leg leg, int version)
    {
        if (!_isOver && version == leg.Call.Version && _legs.Contains(leg))
        {
            (_isHeard, leg.IsHeard) = (true, true);
            LoseOthers(leg);
            _session!.ContentBegan(leg.Attempt, leg.Call.Outcome.FirstToken);
        }
    }

    private void Ended(Leg leg, int version)
    {
        if (_isOver || version != leg.Call.Version || !_legs.Remove(leg))
        {
            return;
        }

        leg.Serving.End(leg.Call, Now);
        _call = leg.Call.Outcome;
        var isAnswer = _call.Failure == FailureKind.None;
        if (isAnswer)
        {
            LoseOthers(leg);
        }

        var step = _session!.Report(leg.Attempt, new AttemptReport
        {
            Failure = _call.Failure,
            Status = _call.Status,
            RetryAfter = _call.RetryAfter,
            Committed = leg.IsHeard && !isAnswer,
            TimeToFirstToken = request.Stream ? _call.FirstToken : TimeSpan.Zero,
            Duration = _call.Duration,
            InputTokens = isAnswer ? request.InputTokens : 0,
            CachedInputTokens = _call.CachedTokens,
            CacheWriteTokens = _call.WrittenTokens,
            OutputTokens = isAnswer ? request.OutputTokens : 0,
        });
        switch (step.Action)
        {
            case NextAction.Done:
                End(RequestEnd.Answered);
                break;
            case NextAction.GiveUp:
                End(RequestEnd.Failed);
                break;
            case NextAction.Retry:
                events.PlanIn(step.Delay, Next);
                break;
            case NextAction.Wait:
                break;
            default:
                Next();
                break;
        }
    }

    private void LoseOthers(Leg winner)
    {
        for (var i = _legs.Count - 1; i >= 0; i--)
        {
            var leg = _legs[i];
            if (!ReferenceEquals(leg, winner))
            {
                _legs.RemoveAt(i);
                leg.Serving.End(leg.Call, Now);
                _session!.Report(leg.Attempt, new AttemptReport { Failure = FailureKind.Lost, Duration = TimeSpan.FromTicks(Now - leg.Call.Began) });
            }
        }
    }

    private void Leave()
    {
        if (!_isOver)
        {
            End(RequestEnd.Left);
        }
    }

    private void End(RequestEnd end)
    {
        // What is still under way is cut; what a deployment has served by then is not counted as an answer.
        _isOver = true;
        foreach (var leg in _legs)
        {
            leg.Serving.End(leg.Call, Now);
        }

        var isLimited = end == RequestEnd.Failed && _session!.IsLimited;
        _session!.Dispose();
        tally.Count(end, request, _call, _attempts, isLimited, Now);
    }
}
