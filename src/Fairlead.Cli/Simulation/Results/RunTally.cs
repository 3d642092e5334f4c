using Fairlead.Cli.Simulation.Deployments;
using Fairlead.Cli.Simulation.Scenarios;
using Fairlead.Cli.Simulation.Traffic;

namespace Fairlead.Cli.Simulation.Results;

/// <summary>Counts as requests end.</summary>
internal sealed class RunTally(Scenario scenario)
{
    private readonly ClassTally _classes = new(scenario);
    private readonly List<double> _firstTokens = [];
    private readonly List<double> _completions = [];
    private readonly int[] _ends = new int[Enum.GetValues<RequestEnd>().Length];
    private double _cost;
    private int _calls;
    private int _limited;

    /// <summary>A request ended.</summary>
    /// <param name="end">How.</param>
    /// <param name="request">Which.</param>
    /// <param name="last">Its last call.</param>
    /// <param name="attempts">Its calls.</param>
    /// <param name="isLimited">It failed because everybody was at a limit.</param>
    /// <param name="now">When.</param>
    public void Count(RequestEnd end, SimulatedRequest request, in CallOutcome last, int attempts, bool isLimited, long now)
    {
        _ends[(int)end]++;
        _limited += isLimited ? 1 : 0;
        _calls += attempts;
        if (end != RequestEnd.Answered)
        {
            _classes.Count(request, isAnswered: false, firstToken: null, now);
            return;
        }

        _cost += last.Cost;
        var whole = now - request.Arrives;
        _completions.Add(whole / (double)TimeSpan.TicksPerSecond);
        double? first = null;
        if (request.Stream)
        {
            // What went before the answering call counts too: the reader waits for all of it.
            first = (whole - last.Duration.Ticks + last.FirstToken.Ticks) / (double)TimeSpan.TicksPerSecond;
            _firstTokens.Add(first.Value);
        }

        _classes.Count(request, isAnswered: true, first, now);
    }

    public RunResult ToResult(string policy, int requests, IReadOnlyList<SimulatedDeployment> deployments, long horizon, int heldByRouters) => new(
        scenario.Name,
        policy,
        requests,
        _ends[(int)RequestEnd.Answered],
        _ends[(int)RequestEnd.Failed],
        _ends[(int)RequestEnd.Left],
        new Quantiles(_firstTokens),
        new Quantiles(_completions),
        _cost,
        _calls,
        [.. deployments.Select(static d => new DeploymentLoad(d.Spec.Id, d.Calls, d.Load.Averages(), d.Load.Begun))],
        horizon / (double)TimeSpan.TicksPerSecond,
        deployments.Sum(static d => d.InFlight),
        heldByRouters)
    {
        Limited = _limited,
        Classes = _classes.ToResults(),
        Goodput = _classes.Goodput(horizon / (double)TimeSpan.TicksPerSecond),
    };
}
