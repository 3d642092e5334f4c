using Fairlead.Attempts;
using Fairlead.Cli.Simulation.Deployments;
using Fairlead.Cli.Simulation.Policies;
using Fairlead.Cli.Simulation.Results;
using Fairlead.Cli.Simulation.Traffic;

namespace Fairlead.Cli.Simulation.Engine;

/// <summary>One request from its arrival to its end, which comes exactly once: answered, failed, or its caller left.</summary>
internal sealed class Journey(
    SimulatedRequest request, IPolicy router, IReadOnlyList<SimulatedDeployment> deployments, EventQueue events, RunTally tally)
{
    private IPolicySession? _session;
    private SimulatedDeployment? _serving;
    private CallOutcome _call;
    private int _attempts;
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

        if (!_session!.TryNext(out var attempt))
        {
            End(RequestEnd.Failed);
            return;
        }

        _attempts++;
        _serving = deployments[attempt.Deployment];
        _call = _serving.Begin(request, _attempts, attempt.FirstByteTimeout, Now);
        events.PlanIn(_call.Duration, Ended);
    }

    private void Ended()
    {
        if (_isOver)
        {
            return;
        }

        _serving!.End(Now);
        _serving = null;
        var isAnswer = _call.Failure == FailureKind.None;
        var step = _session!.Report(new AttemptReport
        {
            Failure = _call.Failure,
            Status = _call.Status,
            RetryAfter = _call.RetryAfter,
            TimeToFirstToken = request.Stream ? _call.FirstToken : TimeSpan.Zero,
            Duration = _call.Duration,
            InputTokens = isAnswer ? request.InputTokens : 0,
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
            default:
                Next();
                break;
        }
    }

    private void Leave()
    {
        if (_isOver)
        {
            return;
        }

        // Its call is cut; what the deployment has served by then is not counted as an answer.
        _serving?.End(Now);
        End(RequestEnd.Left);
    }

    private void End(RequestEnd end)
    {
        _isOver = true;
        _session!.Dispose();
        tally.Count(end, request, _call, _attempts, Now);
    }
}
