namespace Fairlead.Cli.Simulation.Results;

/// <summary>What came of one policy in one scenario.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Policy">The policy.</param>
/// <param name="Requests">Requests that arrived.</param>
/// <param name="Answered">Those answered.</param>
/// <param name="Failed">Those nobody answered.</param>
/// <param name="Left">Those whose callers left.</param>
/// <param name="FirstToken">Times from arrival to the first token, of the streams answered.</param>
/// <param name="Completion">Times from arrival to the end, of those answered.</param>
/// <param name="Cost">What the answers cost, in US dollars; of several runs, on average.</param>
/// <param name="Calls">Upstream calls.</param>
/// <param name="Deployments">The deployments' loads.</param>
/// <param name="Seconds">The time that the loads are of: from the start to the last arrival.</param>
/// <param name="InFlight">Calls the deployments still serve at the end: zero.</param>
/// <param name="HeldByRouters">Leases the routers still hold at the end: zero.</param>
internal sealed record RunResult(
    string Scenario,
    string Policy,
    int Requests,
    int Answered,
    int Failed,
    int Left,
    Quantiles FirstToken,
    Quantiles Completion,
    double Cost,
    int Calls,
    IReadOnlyList<DeploymentLoad> Deployments,
    double Seconds,
    int InFlight,
    int HeldByRouters)
{
    /// <summary>Runs of one policy in one scenario under several seeds, as if they were one: all requests together.</summary>
    public static RunResult Of(IReadOnlyList<RunResult> runs) => runs.Count == 1 ? runs[0] : runs[0] with
    {
        Requests = runs.Sum(static run => run.Requests),
        Answered = runs.Sum(static run => run.Answered),
        Failed = runs.Sum(static run => run.Failed),
        Left = runs.Sum(static run => run.Left),
        FirstToken = Quantiles.Of(runs.Select(static run => run.FirstToken)),
        Completion = Quantiles.Of(runs.Select(static run => run.Completion)),
        Cost = runs.Average(static run => run.Cost),
        Calls = runs.Sum(static run => run.Calls),
        Deployments = [.. runs[0].Deployments.Select((first, i) => first with
        {
            Calls = runs.Sum(run => run.Deployments[i].Calls),
            InFlight = [.. first.InFlight.Select((_, slice) => runs.Average(run => run.Deployments[i].InFlight[slice]))],
            Begun = [.. first.Begun.Select((_, slice) => runs.Sum(run => run.Deployments[i].Begun[slice]))],
        })],
        Classes = ClassResult.Of(runs.SelectMany(static run => run.Classes)),
        Goodput = runs.Average(static run => run.Goodput),
        Seconds = runs.Average(static run => run.Seconds),
        Limited = runs.Sum(static run => run.Limited),
        InFlight = runs.Sum(static run => run.InFlight),
        HeldByRouters = runs.Sum(static run => run.HeldByRouters),
    };

    /// <summary>Of those failed, the ones that failed because everybody was at a limit. Of baselines it is not known.</summary>
    public int Limited { get; init; }

    /// <summary>The same by priority, in bursts and outside; empty where all are equally urgent.</summary>
    public IReadOnlyList<ClassResult> Classes { get; init; } = [];

    /// <summary>Answers that ended in bursts over what the deployments can serve in that time at their usual speed, by the time each takes; not a number without classes or bursts.</summary>
    public double Goodput { get; init; } = double.NaN;

    /// <summary>Share of answers among the requests whose callers stayed.</summary>
    public double Success => Answered + Failed == 0 ? 1 : (double)Answered / (Answered + Failed);

    /// <summary>Upstream calls for each answer.</summary>
    public double CallsPerAnswer => Answered == 0 ? 0 : (double)Calls / Answered;

    /// <summary>Calls to the most used deployment over the mean of all. 1 is even.</summary>
    public double MostOverMean => Calls == 0 ? 1 : Deployments.Max(static d => d.Calls) / Deployments.Average(static d => (double)d.Calls);
}

/// <summary>One deployment's load.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Calls">Calls to it.</param>
/// <param name="InFlight">Its calls under way, slice by slice of the scenario's time.</param>
/// <param name="Begun">Calls begun, slice by slice.</param>
internal sealed record DeploymentLoad(string Id, int Calls, double[] InFlight, int[] Begun);
